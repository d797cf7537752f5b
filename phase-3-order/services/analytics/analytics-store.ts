// The SQL that counts. Times are text, as they came: the database reads more digits of them than a Date has.
import type { Knex } from 'knex'
import type { EventData } from '../../contracts/events.ts'

/** In the hour in which it was completed. */
export const addOrder = (trx: Knex.Transaction, time: string, currency: string, cents: number) =>
  addToHour(trx, time, currency, { orders: 1, revenue: cents, refunded: 0 })

/** In the hour in which it was cancelled: what has been told of earlier hours stays true. */
export const addRefund = (trx: Knex.Transaction, time: string, currency: string, cents: number) =>
  addToHour(trx, time, currency, { orders: 0, revenue: 0, refunded: cents })

type Amounts = { orders: number; revenue: number; refunded: number }

async function addToHour(trx: Knex.Transaction, time: string, currency: string, more: Amounts) {
  await trx.raw(
    `insert into revenue_hours as hours (hour, currency, orders, revenue_cents, refunded_cents)
     values (date_trunc('hour', ?::timestamptz, 'UTC'), ?, ?, ?, ?)
     on conflict (hour, currency) do update set
       orders = hours.orders + excluded.orders,
       revenue_cents = hours.revenue_cents + excluded.revenue_cents,
       refunded_cents = hours.refunded_cents + excluded.refunded_cents`,
    [time, currency, more.orders, more.revenue, more.refunded],
  )
}

type Sold = Pick<EventData<'order.completed'>, 'orderId' | 'items'>

export async function addSales(trx: Knex.Transaction, { orderId, items }: Sold, time: string) {
  await trx('sales').insert(
    items.map(({ productId, name, quantity }, line) => ({
      order_id: orderId,
      line,
      product_id: productId,
      name,
      quantity,
      sold_at: time,
    })),
  )
}

export async function keepCheckout(trx: Knex.Transaction, userId: string, time: string) {
  await trx('checkouts')
    .insert({ user_id: userId, placed_at: time })
    .onConflict('user_id')
    .merge({ placed_at: trx.raw('greatest(checkouts.placed_at, excluded.placed_at)') })
}

/** Each event is the whole cart, so only the last one counts: by its number, whenever it comes. */
export async function keepCart(
  trx: Knex.Transaction,
  sequence: string,
  { userId, items, touchedAt }: EventData<'cart.changed'>,
  time: string,
) {
  await trx('carts')
    .insert({
      user_id: userId,
      sequence,
      item_count: items.length,
      is_locked: items.some(({ isLocked }) => isLocked),
      touched_at: touchedAt ?? time,
    })
    .onConflict('user_id')
    .merge(['sequence', 'item_count', 'is_locked', 'touched_at'])
    .whereRaw(`carts.sequence < excluded.sequence collate "C"`)
}

/** Forgets what no report looks back to any more. One that comes later than this is forgotten the next time. */
export async function prune(db: Knex, longestWindowMs: number): Promise<void> {
  const old = db.raw(`now() - ? * interval '1 millisecond'`, [longestWindowMs])
  await db('sales').where('sold_at', '<', old).delete()
  await db('checkouts').where('placed_at', '<', old).delete()
}
