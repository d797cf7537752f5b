// What happened to an order: written down for its timeline and, in the same transaction, told to everybody.
import type { Knex } from 'knex'
import { insertEvent } from '../../contracts/event-outbox.ts'
import { topics } from '../../contracts/events.ts'
import type { OrderEventType } from '../../contracts/order-api.ts'
import { writeDown } from './order-told.ts'

const source = 'order-service'

/** The order has been inserted, or locked and changed, before: what is told is what it is now. */
export async function record(
  trx: Knex.Transaction,
  id: string,
  type: OrderEventType,
  detail: string,
): Promise<void> {
  const { time, reason, isPaid, order } = await writeDown(trx, id, type, detail)
  const fact = { source, subject: id, time }
  switch (type) {
    case 'order.failed':
      return insertEvent(trx, topics.orders, { ...fact, type, data: { ...order, reason } })
    case 'order.cancelled': {
      const refundedCents = isPaid ? order.totalCents : 0
      return insertEvent(trx, topics.orders, { ...fact, type, data: { ...order, refundedCents } })
    }
    default:
      return insertEvent(trx, topics.orders, { ...fact, type, data: order })
  }
}
