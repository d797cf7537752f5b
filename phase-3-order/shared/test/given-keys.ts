// Somebody who signs tokens and publishes the keys that verify them, as unreliable as the spec wants.
import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { calculateJwkThumbprint, exportJWK, generateKeyPair, SignJWT } from 'jose'
import { algorithm, audience, issuer } from '../token.ts'

export type GivenKeys = Awaited<ReturnType<typeof givenKeys>>

export async function givenKeys() {
  let key = await makeKey()
  const spare = await makeKey()
  const answers = {
    keys: (response: ServerResponse) => void response.end(JSON.stringify({ keys: [key.jwk] })),
    'two keys': (response: ServerResponse) =>
      void response.end(JSON.stringify({ keys: [key.jwk, spare.jwk] })),
    'an error': (response: ServerResponse) => void response.writeHead(503).end('{"keys":[]}'),
    'a page that is no key set': (response: ServerResponse) => void response.end('{"keys":1}'),
    'a page that is no JSON': (response: ServerResponse) => void response.end('<html>'),
    'half a page': (response: ServerResponse) => {
      response.writeHead(200, { 'content-length': '1000' }).write('{"keys":[')
      response.destroy()
    },
    nothing: () => {},
  }
  const given = {
    url: '',
    answer: 'keys' as keyof typeof answers,
    /** How often somebody has asked for the keys. */
    fetches: 0,
    /** A token signed with the key of today. */
    tokenOf: (userId: string) => key.sign(userId),
    /** The same, but it does not say which key. */
    namelessTokenOf: (userId: string) => key.sign(userId, {}),
    /** From now on the key is another one. */
    async change() {
      key = await makeKey()
    },
    /** Nobody listens any more. */
    async die() {
      server.closeAllConnections()
      server.close()
      if (server.listening) await once(server, 'close')
    },
  }
  const server = createServer((_request, response) => {
    given.fetches += 1
    answers[given.answer](response)
  })
  server.listen(0)
  await once(server, 'listening')
  given.url = `http://localhost:${(server.address() as AddressInfo).port}/auth/jwks`
  return given
}

async function makeKey() {
  const { privateKey, publicKey } = await generateKeyPair(algorithm, { extractable: true })
  const publicJwk = await exportJWK(publicKey)
  const kid = await calculateJwkThumbprint(publicJwk)
  const sign = (userId: string, name: { kid?: string } = { kid }) =>
    new SignJWT({ role: 'customer' })
      .setProtectedHeader({ alg: algorithm, ...name })
      .setSubject(userId)
      .setIssuer(issuer)
      .setAudience(audience)
      .setExpirationTime('1 hour')
      .sign(privateKey)
  return { jwk: { ...publicJwk, kid, alg: algorithm, use: 'sig' }, sign }
}
