// All SQL about holds: a row for each order, which says whether it holds stock or has let go. Over a network a hold
// may come after the release of its order, and would take stock that nobody ever gives back.
// Whatever changes stock for an order writes its row first, so two that are about the same order come one by one.
import type { Knex } from 'knex'

type HoldRow = { order_id: string; state: 'held' | 'released'; updated_at: Date }

/** False when the order has let go. Harmless when it is there already. */
export async function insertHold(trx: Knex.Transaction, orderId: string): Promise<boolean> {
  const [row] = await trx<HoldRow>('holds')
    .insert({ order_id: orderId, state: 'held' })
    .onConflict('order_id')
    .merge(['order_id']) // changes nothing, but locks the row that is there, and reads it
    .returning('state')
  return row?.state === 'held'
}

export async function deleteHold(trx: Knex.Transaction, orderId: string): Promise<void> {
  await trx<HoldRow>('holds').where({ order_id: orderId }).delete()
}

/** Also of what was never held: the row then refuses the hold that comes too late. */
export async function releaseHold(trx: Knex.Transaction, orderId: string): Promise<void> {
  await trx<HoldRow>('holds')
    .insert({ order_id: orderId, state: 'released' })
    .onConflict('order_id')
    .merge({ state: 'released', updated_at: trx.fn.now() })
    .where('holds.state', 'held')
}
