// The reports, held against what they are about: the tables of orders and carts, which analytics-service never sees.
import { isDeepStrictEqual } from 'node:util'
import { makeCaller } from '../../scripts/caller.ts'
import { query } from '../../scripts/faults/query.ts'
import type { Shop } from '../../scripts/shop.ts'
import { until } from '../../scripts/until.ts'

type List = { items: unknown[] }
type Reports = {
  revenue: unknown
  trending: unknown
  openCarts: unknown
  abandonedCarts: unknown
  checkouts: unknown
}

const aWeek = 10_080

/** Asks until every report says what the tables do. All orders have to be final; what follows from them, such as a cart
 *  that is cleared, may still be under way. */
export async function untilReportsAgree(shop: Shop): Promise<Reports> {
  const asAdmin = await logIn(shop)
  const read = async () => ({ due: await readTables(shop), told: await readReports(asAdmin) })
  const { told } = await until('the reports say what the tables do', read, (now) =>
    isDeepStrictEqual(now.told, now.due),
  )
  return told
}

async function logIn({ address }: Shop) {
  const call = makeCaller(address)
  const body = { email: 'admin@shop.example', password: 'admin-password-1' }
  const { accessToken: token } = await call<{ accessToken: string }>('POST', '/auth/login', {
    body,
  })
  return <Body>(report: string) => call<Body>('GET', `/analytics/${report}`, { token })
}

async function readReports(asAdmin: Awaited<ReturnType<typeof logIn>>): Promise<Reports> {
  const revenue = await asAdmin<List>('revenue')
  const trending = await asAdmin<List>('trending?windowMinutes=1440&limit=50')
  const week = await asAdmin<Reports>(`cart-abandonment?idleMinutes=${aWeek}`)
  const { abandonedCarts } = await asAdmin<Reports>('cart-abandonment?idleMinutes=0')
  const { openCarts, checkouts } = week
  return { revenue: revenue.items, trending: trending.items, openCarts, abandonedCarts, checkouts }
}

/** What the reports of the phase before would have said, with its SQL. */
async function readTables({ databaseUrls }: Shop): Promise<Reports> {
  const [orders, carts] = [databaseUrls['orderdb']!, databaseUrls['cartdb']!]
  const revenue = await query(
    orders,
    `with moves as (
       select at, total_cents as revenue, 0 as refund, currency
       from order_history join orders on order_id = orders.id where type = 'order.completed'
       union all
       select refund.at, null, total_cents, currency
       from order_history as refund
         join order_history as paid on paid.order_id = refund.order_id and paid.type = 'order.completed'
         join orders on orders.id = refund.order_id
       where refund.type = 'order.cancelled'
     )
     select to_char(date_trunc('hour', at, 'UTC') at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as hour,
       count(revenue)::int as orders, coalesce(sum(revenue), 0)::int as "revenueCents",
       sum(refund)::int as "refundedCents", currency
     from moves group by 1, currency order by 1`,
  )
  const trending = await query(
    orders,
    `select product_id::text as "productId", min(name) as name, sum(quantity)::int as "unitsSold",
       count(*)::int as orders
     from order_history join order_lines using (order_id)
     where type = 'order.completed' group by product_id
     order by 3 desc, 4 desc, product_id limit 50`,
  )
  const [shoppers] = await query(
    carts,
    `select count(distinct user_id)::int as "openCarts" from cart_lines`,
  )
  const [left] = await query(
    carts,
    `select count(*)::int as "abandonedCarts" from (
       select from cart_lines group by user_id having bool_and(reserved_by is null)
     ) as carts`,
  )
  const [buyers] = await query(
    orders,
    `select count(distinct user_id)::int as checkouts from orders`,
  )
  return { revenue, trending, ...shoppers, ...left, ...buyers } as Reports
}
