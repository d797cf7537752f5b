// SQL about orders: writing them down, and their status. order-store.ts has the rest.
import type { Knex } from 'knex'
import type { FailureReason, Order, OrderLine, OrderStatus } from '../../contracts/order-api.ts'
import { leaseOf } from './order-lease.ts'
import type { LineRow, OrderRow } from './order-store.ts'

export type NewOrder = Pick<
  Order,
  'id' | 'status' | 'failureReason' | 'totalCents' | 'currency'
> & {
  userId: string
  items: OrderLine[]
}

export async function insertOrder(trx: Knex.Transaction, order: NewOrder) {
  await trx<OrderRow>('orders').insert({
    id: order.id,
    user_id: order.userId,
    status: order.status,
    failure_reason: order.failureReason,
    total_cents: order.totalCents,
    currency: order.currency,
    ...leaseOf(trx, order.status),
  })
  await trx<LineRow>('order_lines').insert(
    order.items.map((line) => ({
      order_id: order.id,
      product_id: line.productId,
      name: line.name,
      quantity: line.quantity,
      unit_price_cents: line.unitPriceCents,
    })),
  )
}

export async function updateOrder(
  trx: Knex.Transaction,
  id: string,
  status: OrderStatus,
  failureReason: FailureReason | null,
) {
  const change = { status, failure_reason: failureReason, ...leaseOf(trx, status) }
  await trx('orders')
    .where({ id })
    .update({ ...change, updated_at: trx.fn.now() })
}
