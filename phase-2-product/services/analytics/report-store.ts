// The reports' SQL. It reads the tables of orders and products: handy here, and the first thing that a split
// into services takes away. That of the carts is gone already.
import type { Knex } from 'knex'
import type { RevenueHour, TrendingProduct } from '../../contracts/report-api.ts'

type RevenueRow = {
  hour: Date
  orders: number
  revenue_cents: number
  refunded_cents: number
  currency: string
}
type BestSellerRow = { product_id: string; name: string; units_sold: number; orders: number }

/** An hour counts in full as soon as the period touches it. A cancelled order counts as a refund only if it had
 *  been completed: otherwise nobody had paid. */
export async function findRevenue(db: Knex, from: Date, to: Date): Promise<RevenueHour[]> {
  const { rows } = await db.raw<{ rows: RevenueRow[] }>(
    `with bookings as (
       select at, order_id from order_history where type = 'order.completed'
     ), refunds as (
       select order_history.at, order_id from order_history join bookings using (order_id)
       where type = 'order.cancelled'
     ), moves as (
       select at, total_cents as revenue, 0 as refund, currency
       from bookings join orders on id = order_id
       union all
       select at, null, total_cents, currency from refunds join orders on id = order_id
     )
     select date_trunc('hour', at, 'UTC') as hour, count(revenue) as orders, currency,
       coalesce(sum(revenue), 0)::bigint as revenue_cents, sum(refund)::bigint as refunded_cents
     from moves
     where date_trunc('hour', at, 'UTC') > ?::timestamptz - interval '1 hour'
       and date_trunc('hour', at, 'UTC') < ?
     group by 1, currency
     order by 1, currency`,
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

export async function findBestSellers(
  db: Knex,
  windowMinutes: number,
  limit: number,
): Promise<TrendingProduct[]> {
  const { rows } = await db.raw<{ rows: BestSellerRow[] }>(
    `select product_id, products.name, sum(quantity) as units_sold, count(*) as orders
     from order_history
       join order_lines using (order_id)
       join products on products.id = product_id
     where type = 'order.completed' and at > now() - ? * interval '1 minute'
     group by product_id, products.name
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
    `select count(distinct user_id) as customers from orders
     where placed_at > now() - interval '24 hours'`,
  )
  return rows[0].customers
}
