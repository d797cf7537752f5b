// SQL of an order's story: writing down what happened to it, and all that others hear of that. order-events.ts tells it.
import type { Knex } from 'knex'
import type { OrderEventType, OrderLine } from '../../contracts/order-api.ts'
import type { OrderRow } from './order-store.ts'

type ToldRow = Pick<OrderRow, 'user_id' | 'total_cents' | 'currency'> & {
  time: Date
  reason: string
  is_paid: boolean
  items: Omit<OrderLine, 'lineTotalCents'>[]
}

/** Hands back when it happened, what the order is now, and whether it has been paid before. */
export async function writeDown(
  trx: Knex.Transaction,
  id: string,
  type: OrderEventType,
  detail: string,
) {
  const { rows } = await trx.raw<{ rows: [ToldRow] }>(
    `with noted as (
       insert into order_history (order_id, type, detail) values (?, ?, ?) returning order_id, at
     )
     select at as time, user_id, total_cents, currency, coalesce(failure_reason, '') as reason,
       exists (
         select from order_history where order_id = orders.id and type = 'order.completed'
       ) as is_paid,
       (
         select json_agg(json_build_object('productId', product_id, 'name', name,
           'quantity', quantity, 'unitPriceCents', unit_price_cents))
         from order_lines where order_id = orders.id
       ) as items
     from noted join orders on orders.id = noted.order_id`,
    [id, type, detail],
  )
  const [{ user_id: userId, total_cents: totalCents, is_paid: isPaid, ...row }] = rows
  const { time, currency, items, reason } = row
  return { time, reason, isPaid, order: { orderId: id, userId, items, totalCents, currency } }
}
