// Builds an AuthApi over a clean database. The one file that knows how it is wired.
import { givenDatabase } from '../../../test/given-database.ts'
import { makeTokenVerifier } from '../../../shared/token.ts'
import { makeAuth } from '../auth.ts'
import { getOrCreateKeys, makeSigner, verifierKey } from '../auth-token.ts'
import { users } from '../migrations/001-users.ts'

export type GivenAuth = Awaited<ReturnType<typeof givenAuth>>

export const ttlSeconds = 60
export const log2Cost = 12

export async function givenAuth() {
  const { db, close } = await givenDatabase([users])
  const keys = await getOrCreateKeys(db)
  /** The same shop, started again with passwords that cost more or less. */
  const withCost = (scryptLog2Cost: number) =>
    makeAuth({ db, signer: makeSigner(keys, ttlSeconds), scryptLog2Cost })
  const verify = makeTokenVerifier(verifierKey(keys))
  return { db, auth: withCost(log2Cost), withCost, verify, close }
}
