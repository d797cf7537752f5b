// SQL of an order's story: writing down what happened to it, and when.
import type { Knex } from 'knex'
import type { OrderEventType } from '../../contracts/order-api.ts'

type HistoryRow = { order_id: string; at: Date; type: OrderEventType; detail: string }

/** Hands back when it happened. */
export async function insertHistory(
  trx: Knex.Transaction,
  orderId: string,
  type: OrderEventType,
  detail: string,
): Promise<Date> {
  const [row] = await trx<HistoryRow>('order_history')
    .insert({ order_id: orderId, type, detail })
    .returning('at')
  return row!.at
}
