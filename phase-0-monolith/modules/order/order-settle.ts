// Settling: looks at what is recorded of an order and goes on from there. The request calls it, and
// so does the sweeper, in any number of replicas: each effect and each undo is idempotent by order id.
import type { Knex } from 'knex'
import type { CartApi } from '../../contracts/cart-api.ts'
import type { FailureReason } from '../../contracts/order-api.ts'
import type { PaymentApi } from '../../contracts/payment-api.ts'
import type { ProductApi } from '../../contracts/product-api.ts'
import type { Log } from '../../shared/log.ts'
import type { OrderMetrics } from './order-metrics.ts'
import { insertHistory } from './order-history.ts'
import { getSettling, postpone } from './order-queue.ts'
import { failureDetails, nextMove } from './order-rules.ts'
import { lockOrder } from './order-store.ts'
import { updateOrder } from './order-writes.ts'

/** The modules that a checkout touches, built over the caller's transaction. */
export type Within = (trx: Knex.Transaction) => {
  products: ProductApi
  carts: CartApi
  payments: PaymentApi
}

/** Resolves when the order is final, or when it has to wait for somebody else. */
export type Settle = (orderId: string) => Promise<void>
type Deps = {
  db: Knex
  within: Within
  payments: PaymentApi
  deadlineMs: number
  metrics: OrderMetrics
  log: Log
}

export function makeSettle({ db, within, payments, deadlineMs, metrics, log }: Deps): Settle {
  async function settle(id: string): Promise<void> {
    const order = await getSettling(db, id)
    switch (nextMove(order, Date.now(), deadlineMs)) {
      case 'charge':
        return charge(id)
      case 'give_up':
        return fail(id, 'timed_out')
      case 'undo':
        await payments.refundPayment(id)
        return undo(id)
      case 'none':
    }
  }

  async function charge(id: string) {
    const status = await payments.chargePayment(id)
    if (status === 'captured') return complete(id)
    if (status === 'declined') return fail(id, 'payment_declined')
    // Refunded or voided: somebody turned the order round meanwhile, and sees it to its end.
  }

  async function complete(id: string) {
    const totalCents = await db.transaction(async (trx) => {
      const order = await lockOrder(trx, id)
      if (order.status !== 'pending' || order.failure_reason) return undefined // as above
      await within(trx).carts.clearCart(id)
      await updateOrder(trx, id, 'completed', null)
      await insertHistory(trx, id, 'order.completed', 'The card was charged.')
      return order.total_cents
    })
    if (totalCents !== undefined) metrics.count('completed', totalCents)
  }

  // The reason is committed before anything is undone, so no late answer can complete the order.
  async function fail(id: string, reason: FailureReason) {
    await db.transaction(async (trx) => {
      const order = await lockOrder(trx, id)
      const isUndecided = order.status === 'pending' && !order.failure_reason
      if (isUndecided) await updateOrder(trx, id, 'pending', reason)
    })
    return settle(id)
  }

  async function undo(id: string) {
    const outcome = await db.transaction(async (trx) => {
      const { status, failure_reason: reason } = await lockOrder(trx, id)
      if (status !== 'cancelling' && !(status === 'pending' && reason)) return undefined
      const { carts, products } = within(trx)
      await carts.releaseCart(id)
      await products.releaseStock(id)
      if (status === 'cancelling') {
        await updateOrder(trx, id, 'cancelled', null)
        await insertHistory(trx, id, 'order.cancelled', 'Money and goods went back.')
        return 'cancelled' as const
      }
      await updateOrder(trx, id, 'failed', reason)
      await insertHistory(trx, id, 'order.failed', failureDetails[reason!])
      return 'failed' as const
    })
    if (outcome) metrics.count(outcome)
  }

  return async (id) => {
    try {
      await settle(id)
    } catch (error) {
      log.warn({ orderId: id, err: error }, 'order cannot be settled yet')
      await postpone(db, id)
    }
  }
}
