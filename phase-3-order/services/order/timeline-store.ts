// SQL of the timeline: reading what happened to an order.
import type { Knex } from 'knex'
import type { OrderEventType, TimelineEntry } from '../../contracts/order-api.ts'

type HistoryRow = { order_id: string; at: Date; type: OrderEventType; detail: string }

export async function listHistory(db: Knex, orderId: string): Promise<TimelineEntry[]> {
  const rows = await db<HistoryRow>('order_history').where({ order_id: orderId }).orderBy('id')
  return rows.map(({ at, type, detail }) => ({ at: at.toISOString(), type, detail }))
}
