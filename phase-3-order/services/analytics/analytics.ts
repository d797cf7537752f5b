// What one event does to the numbers. It does so once, however often it comes, and it does not matter what came before:
// each effect adds up, or keeps the latest, so any order ends in the same numbers.
import type { Knex } from 'knex'
import type { EventData, ShopEvent } from '../../contracts/events.ts'
import { isNew } from '../../shared/inbox.ts'
import { addOrder, addRefund, addSales, keepCart, keepCheckout } from './analytics-store.ts'

const consumer = 'analytics'

/** False for an event that was counted before. The row that says so is of the transaction that counts it. */
export async function countOnce(trx: Knex.Transaction, event: ShopEvent): Promise<boolean> {
  if (!(await isNew(trx, consumer, event.id))) return false
  await count(trx, event)
  return true
}

async function count(trx: Knex.Transaction, { type, data, time, sequence }: ShopEvent) {
  switch (type) {
    case 'order.placed':
      return keepCheckout(trx, data.userId, time)
    case 'order.completed':
      return sell(trx, data, time)
    case 'order.cancelled':
      if (data.refundedCents > 0) await addRefund(trx, time, data.currency, data.refundedCents)
      return
    case 'cart.changed':
      return keepCart(trx, sequence, data, time)
    case 'order.failed':
    case 'order.cancel_requested':
      return // nobody has asked for a number of these
  }
}

async function sell(trx: Knex.Transaction, order: EventData<'order.completed'>, time: string) {
  await addOrder(trx, time, order.currency, order.totalCents)
  await addSales(trx, order, time)
}
