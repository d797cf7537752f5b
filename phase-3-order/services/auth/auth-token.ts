// Access tokens: one Ed25519 key pair per shop signs them, and whoever has its public half can verify them.
import {
  calculateJwkThumbprint,
  createLocalJWKSet,
  exportJWK,
  generateKeyPair,
  importJWK,
  type JSONWebKeySet,
  type JWK_OKP_Private,
  type JWTVerifyGetKey,
  SignJWT,
} from 'jose'
import type { Knex } from 'knex'
import type { User } from '../../contracts/auth-api.ts'
import { algorithm, audience, issuer } from '../../shared/token.ts'
import { findSigningKey, insertSigningKey, type SigningKey } from './auth-store.ts'

export type Signer = {
  ttlSeconds: number
  publicKeys: JSONWebKeySet
  sign(user: User): Promise<string>
}

/** The shop's keys: made on the first start, then always the same, in every replica. */
export async function getOrCreateKeys(db: Knex): Promise<SigningKey> {
  const kept = await findSigningKey(db)
  if (kept) return kept
  await insertSigningKey(db, await generateKey())
  return getOrCreateKeys(db) // another replica may have been faster: its key is the one
}

/** What the world may know of them. */
export function publicKeys(key: SigningKey): JSONWebKeySet {
  const { kty, crv, x } = key.privateJwk
  return { keys: [{ kty, crv, x, kid: key.id, use: 'sig', alg: algorithm }] }
}

/** For the process that has the keys at hand; others fetch the document. */
export const verifierKey = (key: SigningKey): JWTVerifyGetKey => createLocalJWKSet(publicKeys(key))

export const makeSigner = (key: SigningKey, ttlSeconds: number): Signer => ({
  ttlSeconds,
  publicKeys: publicKeys(key),
  sign: async (user) =>
    new SignJWT({ role: user.role })
      .setProtectedHeader({ alg: algorithm, kid: key.id })
      .setSubject(user.id)
      .setIssuer(issuer)
      .setAudience(audience)
      .setIssuedAt()
      .setExpirationTime(`${ttlSeconds} seconds`)
      .sign(await importJWK(key.privateJwk, algorithm)),
})

async function generateKey(): Promise<SigningKey> {
  const { privateKey } = await generateKeyPair(algorithm, { crv: 'Ed25519', extractable: true })
  const privateJwk = (await exportJWK(privateKey)) as JWK_OKP_Private
  return { id: await calculateJwkThumbprint(privateJwk), privateJwk }
}
