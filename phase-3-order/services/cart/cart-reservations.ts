// All SQL about reservations: a row for each order, which says whether its checkout runs or is over. Over a network a
// reserve may come after the release of its order, and would lock lines that nobody ever gives back.
// Whatever changes lines for an order writes its row first, so two that are about the same order come one by one.
import type { Knex } from 'knex'

type End = 'released' | 'cleared'
type ReservationRow = { order_id: string; state: 'reserved' | End; updated_at: Date }

/** Harmless when it has begun already. False where it is over. */
export async function beginCheckout(trx: Knex.Transaction, orderId: string): Promise<boolean> {
  const [row] = await trx<ReservationRow>('reservations')
    .insert({ order_id: orderId, state: 'reserved' })
    .onConflict('order_id')
    .merge(['order_id']) // changes nothing, but locks the row that is there, and reads it
    .returning('state')
  return row?.state === 'reserved'
}

/** The first end counts, also of what never began: the row then refuses the beginning that comes too late. */
export async function endCheckout(trx: Knex.Transaction, orderId: string, end: End): Promise<void> {
  await trx<ReservationRow>('reservations')
    .insert({ order_id: orderId, state: end })
    .onConflict('order_id')
    .merge({ state: end, updated_at: trx.fn.now() })
    .where('reservations.state', 'reserved')
}
