// The reports' SQL. It reads what analytics-store.ts has counted, and nothing else: no table of anybody else.
import type { Knex } from 'knex'
import { topics } from '../../contracts/events.ts'
import type { RevenueHour, TrendingProduct } from '../../contracts/report-api.ts'

type RevenueRow = {
  hour: Date
  orders: number
  revenue_cents: number
  refunded_cents: number
  currency: string
}
type BestSellerRow = { product_id: string; name: string; units_sold: number; orders: number }

/** Tumbling windows, the hours: each has its row, and the row is there while the hour is not over. An hour counts in
 *  full as soon as the period touches it. */
export async function findRevenue(db: Knex, from: Date, to: Date): Promise<RevenueHour[]> {
  const { rows } = await db.raw<{ rows: RevenueRow[] }>(
    `select hour, orders, currency, revenue_cents, refunded_cents
     from revenue_hours
     where hour > ?::timestamptz - interval '1 hour' and hour < ?
     order by hour, currency`,
    [from, to],
  )
  return rows.map((row) => ({
    hour: row.hour.toISOString(),
    orders: row.orders,
    revenueCents: row.revenue_cents,
    refundedCents: row.refunded_cents,
    currency: row.currency,
  }))
}

/** A sliding window: it ends now, whenever that is, so no sum can be kept for it, only what is in it. */
export async function findBestSellers(
  db: Knex,
  windowMinutes: number,
  limit: number,
): Promise<TrendingProduct[]> {
  const { rows } = await db.raw<{ rows: BestSellerRow[] }>(
    `select product_id, (array_agg(name order by sold_at desc, order_id desc, line))[1] as name,
       sum(quantity)::bigint as units_sold, count(distinct order_id) as orders
     from sales
     where sold_at > now() - ? * interval '1 minute'
     group by product_id
     order by units_sold desc, orders desc, product_id
     limit ?`,
    [windowMinutes, limit],
  )
  return rows.map((row) => ({
    productId: row.product_id,
    name: row.name,
    unitsSold: row.units_sold,
    orders: row.orders,
  }))
}

/** Customers who ordered in the last 24 hours. */
export async function countCheckouts(db: Knex): Promise<number> {
  const { rows } = await db.raw<{ rows: [{ customers: number }] }>(
    `select count(*) as customers from checkouts where placed_at > now() - interval '24 hours'`,
  )
  return rows[0].customers
}

type CartsRow = { open_carts: number; abandoned_carts: number }

/** By the time that it is in the stream of carts, not by the clock: while we lag behind, a customer who went on is not
 *  taken for one who left. Where no time is known yet, nobody has left. A cart that is idle but under checkout is
 *  neither open nor abandoned. */
export async function countCarts(db: Knex, idleMinutes: number) {
  const { rows } = await db.raw<{ rows: [CartsRow] }>(
    `with mark as (
       select coalesce(max(reached_at), '-infinity') - ? * interval '1 minute' as at
       from watermarks where topic = ?
     )
     select count(*) filter (where touched_at > mark.at) as open_carts,
       count(*) filter (where touched_at <= mark.at and not is_locked) as abandoned_carts
     from carts cross join mark
     where item_count > 0`,
    [idleMinutes, topics.carts],
  )
  return { openCarts: rows[0].open_carts, abandonedCarts: rows[0].abandoned_carts }
}
