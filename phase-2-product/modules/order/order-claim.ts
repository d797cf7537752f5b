// SQL of claiming an idempotency key, in the transaction of the promise.
import type { Knex } from 'knex'
import { type Claim, findClaim, type KeyRow } from './order-keys.ts'

/** Hands back the order that the key belongs to: the new one, or the one of an earlier request.
 *  A twin at the same time waits here for the first to commit. Errors: as findClaim's. */
export async function claimKey(trx: Knex.Transaction, claim: Claim): Promise<string> {
  const { userId, key, fingerprint, orderId } = claim
  const inserted = await trx<KeyRow>('idempotency_keys')
    .insert({ user_id: userId, key, fingerprint, order_id: orderId })
    .onConflict(['user_id', 'key'])
    .ignore()
    .returning('order_id')
  if (inserted.length > 0) return orderId
  return (await findClaim(trx, claim))!
}
