// SQL of idempotency keys: one checkout per customer and key.
import type { Knex } from 'knex'
import { AppError } from '../../shared/errors.ts'

export type Claim = { userId: string; key: string; fingerprint: string; orderId: string }
export type KeyRow = { user_id: string; key: string; fingerprint: string; order_id: string }

/** Hands back the order that an earlier request with the key has placed, if any.
 *  Errors: unprocessable `idempotency_key_reused` when the earlier request was another one. */
export async function findClaim(db: Knex, claim: Claim): Promise<string | undefined> {
  const { userId, key, fingerprint } = claim
  const earlier = await db<KeyRow>('idempotency_keys').where({ user_id: userId, key }).first()
  if (!earlier || earlier.fingerprint === fingerprint) return earlier?.order_id
  throw new AppError('unprocessable', 'this Idempotency-Key was used for another request', {
    code: 'idempotency_key_reused',
  })
}
