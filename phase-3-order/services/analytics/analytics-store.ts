// The SQL that counts: many events with one statement. Times are text, as they came: the database reads more digits of
// them than a Date has. Rows are written in the order of their keys, so that two who do it at once do not wait for
// each other.
import type { Knex } from 'knex'
import type { EventType, ShopEvent } from '../../contracts/events.ts'

export type Told<Type extends EventType> = Extract<ShopEvent, { type: Type }>

/** Revenue in the hour in which an order was completed, a refund in the one in which it was cancelled: what has been
 *  told of earlier hours stays true. */
export function addToHours(
  trx: Knex.Transaction,
  completed: Told<'order.completed'>[],
  cancelled: Told<'order.cancelled'>[],
) {
  const sold = completed.map(({ time, data: { currency, totalCents } }) => ({
    at: time,
    currency,
    orders: 1,
    revenue_cents: totalCents,
    refunded_cents: 0,
  }))
  const refunded = cancelled
    .filter(({ data }) => data.refundedCents > 0)
    .map(({ time, data: { currency, refundedCents } }) => ({
      at: time,
      currency,
      orders: 0,
      revenue_cents: 0,
      refunded_cents: refundedCents,
    }))
  return write(
    trx,
    `insert into revenue_hours as hours (hour, currency, orders, revenue_cents, refunded_cents)
     select date_trunc('hour', at, 'UTC'), currency,
       sum(orders), sum(revenue_cents), sum(refunded_cents)
     from jsonb_to_recordset(?::jsonb) as told (at timestamptz, currency text, orders bigint,
       revenue_cents bigint, refunded_cents bigint)
     group by 1, 2 order by 1, 2
     on conflict (hour, currency) do update set
       orders = hours.orders + excluded.orders,
       revenue_cents = hours.revenue_cents + excluded.revenue_cents,
       refunded_cents = hours.refunded_cents + excluded.refunded_cents`,
    [...sold, ...refunded],
  )
}

export const addSales = (trx: Knex.Transaction, completed: Told<'order.completed'>[]) =>
  write(
    trx,
    `insert into sales (order_id, line, product_id, name, quantity, sold_at)
     select order_id, line, product_id, name, quantity, sold_at
     from jsonb_to_recordset(?::jsonb) as told (order_id uuid, line int, product_id uuid,
       name text, quantity bigint, sold_at timestamptz)
     order by order_id, line`,
    completed.flatMap(({ time, data: { orderId, items } }) =>
      items.map(({ productId, name, quantity }, line) => ({
        order_id: orderId,
        line,
        product_id: productId,
        name,
        quantity,
        sold_at: time,
      })),
    ),
  )

export const keepCheckouts = (trx: Knex.Transaction, placed: Told<'order.placed'>[]) =>
  write(
    trx,
    `insert into checkouts (user_id, placed_at)
     select user_id, max(placed_at)
     from jsonb_to_recordset(?::jsonb) as told (user_id uuid, placed_at timestamptz)
     group by user_id order by user_id
     on conflict (user_id) do update
       set placed_at = greatest(checkouts.placed_at, excluded.placed_at)`,
    placed.map(({ time, data }) => ({ user_id: data.userId, placed_at: time })),
  )

/** Each event is the whole cart, so only the last one counts: by its number, whenever it comes. */
export const keepCarts = (trx: Knex.Transaction, changed: Told<'cart.changed'>[]) =>
  write(
    trx,
    `insert into carts (user_id, sequence, item_count, is_locked, touched_at)
     select distinct on (user_id) user_id, sequence, item_count, is_locked, touched_at
     from jsonb_to_recordset(?::jsonb) as told (user_id uuid, sequence text, item_count int,
       is_locked boolean, touched_at timestamptz)
     order by user_id, sequence collate "C" desc
     on conflict (user_id) do update set
       sequence = excluded.sequence,
       item_count = excluded.item_count,
       is_locked = excluded.is_locked,
       touched_at = excluded.touched_at
     where carts.sequence < excluded.sequence collate "C"`,
    changed.map(({ time, sequence, data: { userId, items, touchedAt } }) => ({
      user_id: userId,
      sequence,
      item_count: items.length,
      is_locked: items.some(({ isLocked }) => isLocked),
      touched_at: touchedAt ?? time,
    })),
  )

/** The same statement whatever their number is: so Postgres has to read it only once. */
async function write(trx: Knex.Transaction, statement: string, rows: object[]): Promise<void> {
  if (rows.length > 0) await trx.raw(statement, [JSON.stringify(rows, storable)])
}

/** Half of a character, as a product's name may end with, is none in jsonb. */
const storable = (_key: string, value: unknown) =>
  typeof value === 'string' ? value.toWellFormed() : value

/** Forgets what no report looks back to any more. One that comes later than this is forgotten the next time. */
export async function prune(db: Knex, longestWindowMs: number): Promise<void> {
  const old = db.raw(`now() - ? * interval '1 millisecond'`, [longestWindowMs])
  await db('sales').where('sold_at', '<', old).delete()
  await db('checkouts').where('placed_at', '<', old).delete()
}
