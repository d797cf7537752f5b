// Settling: looks at what is recorded of an order and goes on from there. The request calls it, and
// so does the sweeper, in any number of replicas: each effect and each undo is idempotent by order id.
import type { Knex } from 'knex'
import type { CartClient } from '../../contracts/cart-api.ts'
import type { FailureReason } from '../../contracts/order-api.ts'
import type { PaymentApi } from '../../contracts/payment-api.ts'
import type { ProductClient } from '../../contracts/product-client.ts'
import { AppError } from '../../shared/errors.ts'
import type { Log } from '../../shared/log.ts'
import { record } from './order-events.ts'
import type { OrderMetrics } from './order-metrics.ts'
import { type Relay, relayOnce } from '../../shared/relay.ts'
import { tell } from './order-outbox.ts'
import { getSettling, markDone, postpone } from './order-queue.ts'
import { failureDetails, isAsOrdered, nextMove, type Settling } from './order-rules.ts'
import { listLines, lockOrder } from './order-store.ts'
import { updateOrder } from './order-writes.ts'

/** Resolves when the order is final, or when it has to wait for somebody else. */
export type Settle = (orderId: string) => Promise<void>
type Deps = {
  db: Knex
  carts: CartClient
  products: ProductClient
  relays: Relay[]
  payments: PaymentApi
  deadlineMs: number
  metrics: OrderMetrics
  log: Log
}

export function makeSettle(deps: Deps): Settle {
  const { db, carts, products, relays, payments, deadlineMs, metrics, log } = deps

  async function settle(id: string): Promise<void> {
    const order = await getSettling(db, id)
    switch (nextMove(order, Date.now(), deadlineMs)) {
      case 'reserve':
        return reserve(order)
      case 'hold':
        return hold(id)
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

  // Reading the cart was a look, this is the hold: in between the customer may have changed it.
  async function reserve({ id, userId }: Settling) {
    const ordered = await listLines(db, id)
    const reserved = await carts.reserveCart(userId, id).catch(unlessRefused)
    if (!reserved || !isAsOrdered(ordered, reserved)) return fail(id, 'cart_changed')
    await markDone(db, id, 'reserved_at')
    return settle(id)
  }

  // It was in stock at a look: this takes it, all lines or none.
  async function hold(id: string) {
    const { isHeld } = await products.holdStock(id, await listLines(db, id))
    if (!isHeld) return fail(id, 'out_of_stock')
    await markDone(db, id, 'held_at')
    return settle(id)
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
      await updateOrder(trx, id, 'completed', null)
      await record(trx, id, 'order.completed', 'The card was charged.')
      await tell(trx, 'cart.clear', id)
      return order.total_cents
    })
    if (totalCents === undefined) return
    metrics.count('completed', totalCents)
    await deliver(id)
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
      await tell(trx, 'stock.release', id)
      await tell(trx, 'cart.release', id)
      if (status === 'cancelling') {
        await updateOrder(trx, id, 'cancelled', null)
        await record(trx, id, 'order.cancelled', 'Money and goods went back.')
        return 'cancelled' as const
      }
      await updateOrder(trx, id, 'failed', reason)
      await record(trx, id, 'order.failed', failureDetails[reason!])
      return 'failed' as const
    })
    if (!outcome) return
    metrics.count(outcome)
    await deliver(id)
  }

  // So that the customer finds cart and stock as they should be.
  const deliver = (id: string) => Promise.all(relays.map((relay) => relayOnce(relay, id)))

  return async (id) => {
    try {
      await settle(id)
    } catch (error) {
      log.warn({ orderId: id, err: error }, 'order cannot be settled yet')
      await postpone(db, id)
    }
  }
}

// The cart has answered, and the answer is no: it is empty by now, or another order has its lines.
function unlessRefused(error: unknown) {
  const isRefusal = error instanceof AppError && /^(conflict|unprocessable)$/.test(error.kind)
  if (!isRefusal) throw error
}
