// Somebody who publishes keys, and signs tokens with them for any role.
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { v7 as uuidv7 } from 'uuid'
import { algorithm, audience, issuer } from '../../../shared/token.ts'

export async function givenAdmin() {
  const { privateKey, publicKey } = await generateKeyPair(algorithm)
  const key = { ...(await exportJWK(publicKey)), kid: 'spec', alg: algorithm, use: 'sig' }
  const server = createServer((_request, response) => response.end(JSON.stringify({ keys: [key] })))
  server.listen(0)
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `http://localhost:${port}/auth/jwks`,
    tokenOf: (role: string) =>
      new SignJWT({ role })
        .setProtectedHeader({ alg: algorithm, kid: key.kid })
        .setSubject(uuidv7())
        .setIssuer(issuer)
        .setAudience(audience)
        .setExpirationTime('1 hour')
        .sign(privateKey),
    /** Nobody listens any more. */
    leave() {
      server.close()
      server.closeAllConnections()
    },
  }
}
