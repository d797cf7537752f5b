// What a cart has become, told to everybody in the transaction that changed it.
import type { Knex } from 'knex'
import { insertEvent } from '../../contracts/event-outbox.ts'
import { topics } from '../../contracts/events.ts'
import { findTold } from './cart-store.ts'

/** Call it after the change: whoever else changes this cart waits for the commit, so events are in its order and each has
 *  the whole cart. */
export async function tellCart(trx: Knex.Transaction, userId: string): Promise<void> {
  const { now, touchedAt, items } = await findTold(trx, userId)
  await insertEvent(trx, topics.carts, {
    source: 'cart-service',
    type: 'cart.changed',
    subject: userId,
    time: now,
    data: { userId, items, touchedAt: touchedAt && touchedAt.toISOString() },
  })
}
