// Somebody who publishes keys, and signs tokens with them for anybody.
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { algorithm, audience, issuer } from '../../../shared/token.ts'

export async function givenTokens() {
  const { privateKey, publicKey } = await generateKeyPair(algorithm)
  const key = { ...(await exportJWK(publicKey)), kid: 'spec', alg: algorithm, use: 'sig' }
  const server = createServer((_request, response) => response.end(JSON.stringify({ keys: [key] })))
  server.listen(0)
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `http://localhost:${port}/auth/jwks`,
    tokenOf: (userId: string, role = 'customer') =>
      new SignJWT({ role })
        .setProtectedHeader({ alg: algorithm, kid: key.kid })
        .setSubject(userId)
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
