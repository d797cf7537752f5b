// SQL about an order as others hear of it: order-events.ts tells it.
import type { Knex } from 'knex'
import type { OrderLine } from '../../contracts/order-api.ts'
import type { OrderRow } from './order-store.ts'

type ToldRow = Pick<OrderRow, 'user_id' | 'total_cents' | 'currency'> & {
  reason: string
  is_paid: boolean
  items: Omit<OrderLine, 'lineTotalCents'>[]
}

/** All that others may hear of an order, and whether it has ever been paid. */
export async function getTold(trx: Knex.Transaction, id: string) {
  const { rows } = await trx.raw<{ rows: [ToldRow] }>(
    `select user_id, total_cents, currency, coalesce(failure_reason, '') as reason,
       exists (
         select from order_history where order_id = orders.id and type = 'order.completed'
       ) as is_paid,
       (
         select json_agg(json_build_object('productId', product_id, 'name', name,
           'quantity', quantity, 'unitPriceCents', unit_price_cents))
         from order_lines where order_id = orders.id
       ) as items
     from orders where id = ?`,
    [id],
  )
  const [{ user_id: userId, total_cents: totalCents, currency, reason, is_paid: isPaid, items }] =
    rows
  return { orderId: id, userId, items, totalCents, currency, reason, isPaid }
}
