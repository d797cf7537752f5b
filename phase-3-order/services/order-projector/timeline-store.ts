// SQL that reads the projection: of the live generation, whichever that is while the statement runs.
import type { Knex } from 'knex'
import type { OrderEventType, OrderStatus, TimelineEntry } from '../../contracts/order-api.ts'

type EntryRow = { user_id: string; at: Date; type: OrderEventType; detail: string }
export type Story = { userId: string; entries: TimelineEntry[] }

/** Undefined for an order of which nothing was heard yet. */
export async function findStory(db: Knex, orderId: string): Promise<Story | undefined> {
  const { rows } = await db.raw<{ rows: EntryRow[] }>(
    `select summary.user_id, entry.at, entry.type, entry.detail
     from order_summaries as summary
       join timeline_entries as entry using (generation, order_id)
     where generation = (select number from generations where state = 'live') and order_id = ?
     order by entry.sequence`,
    [orderId],
  )
  const [first] = rows
  if (!first) return undefined
  const entries = rows.map(({ at, type, detail }) => ({ at: at.toISOString(), type, detail }))
  return { userId: first.user_id, entries }
}

export type StatusSummary = {
  status: OrderStatus
  currency: string
  orders: number
  totalCents: number
}
type StatusRow = { status: OrderStatus; currency: string; orders: number; total_cents: number }

export async function sumByStatus(db: Knex): Promise<StatusSummary[]> {
  const { rows } = await db.raw<{ rows: StatusRow[] }>(
    `select status, currency, count(*) as orders, sum(total_cents)::bigint as total_cents
     from order_summaries
     where generation = (select number from generations where state = 'live')
     group by status, currency
     order by status, currency`,
  )
  return rows.map((row) => ({
    status: row.status,
    currency: row.currency,
    orders: row.orders,
    totalCents: row.total_cents,
  }))
}
