// SQL of an order's story: writing down what happened to it. The timeline tells it.
import type { Knex } from 'knex'
import type { OrderEventType } from '../../contracts/order-api.ts'

export async function insertHistory(
  db: Knex,
  orderId: string,
  type: OrderEventType,
  detail: string,
) {
  await db('order_history').insert({ order_id: orderId, type, detail })
}
