// Orders. Checkout is promise, effects, settle: the promise is here, order-settle.ts has the rest.
import { createHash } from 'node:crypto'
import type { Knex } from 'knex'
import { v7 as uuidv7 } from 'uuid'
import { z } from 'zod'
import type { CartClient } from '../../contracts/cart-api.ts'
import { currency } from '../../contracts/money.ts'
import type { OrderApi, OrderLine } from '../../contracts/order-api.ts'
import type { PaymentApi, PaymentMethod } from '../../contracts/payment-api.ts'
import type { ProductClient } from '../../contracts/product-client.ts'
import { decodeCursor, encodeCursor } from '../../shared/cursor.ts'
import { AppError } from '../../shared/errors.ts'
import { record } from './order-events.ts'
import { claimKey } from './order-claim.ts'
import { type Claim, findClaim } from './order-keys.ts'
import type { OrderMetrics } from './order-metrics.ts'
import { cancelMoves, failureDetails, totalOf } from './order-rules.ts'
import type { Settle } from './order-settle.ts'
import * as store from './order-store.ts'
import { insertOrder, updateOrder } from './order-writes.ts'
import { listHistory } from './timeline-store.ts'

/** Payments in the caller's transaction: all that is left here to promise in one. */
export type Within = (trx: Knex.Transaction) => PaymentApi
type Deps = {
  db: Knex
  within: Within
  carts: CartClient
  products: ProductClient
  settle: Settle
  metrics: OrderMetrics
}
type Look = { items: OrderLine[]; isAvailable: boolean }

export function makeOrder({ db, within, carts, products, settle, metrics }: Deps): OrderApi {
  // Everything that a rollback can take back, in one transaction: after it, the order is a promise.
  const promise = (claim: Claim, { items, isAvailable }: Look, paymentMethod: PaymentMethod) =>
    db.transaction(async (trx) => {
      const { userId, orderId: id } = claim
      const claimed = await claimKey(trx, claim)
      if (claimed !== id) return { id: claimed, status: 'known' as const }
      if (items.length === 0) throw cartEmpty()

      const totalCents = totalOf(items)
      const order = { id, userId, items, totalCents, currency }
      if (!isAvailable) {
        await insertOrder(trx, { ...order, status: 'failed', failureReason: 'out_of_stock' })
        await record(trx, id, 'order.placed', 'The order was placed.')
        await record(trx, id, 'order.failed', failureDetails.out_of_stock)
        return { id, status: 'failed' as const }
      }
      await insertOrder(trx, { ...order, status: 'pending', failureReason: null })
      await record(trx, id, 'order.placed', 'The order was placed.')
      await within(trx).createPayment({
        orderId: id,
        amountCents: totalCents,
        currency,
        paymentMethod,
      })
      return { id, status: 'pending' as const }
    })

  /** Without an effect. Nothing for a request that is known: its lines may be locked or bought by now. */
  async function look(claim: Claim): Promise<Look> {
    const nothing = { items: [], isAvailable: false }
    if (await findClaim(db, claim)) return nothing
    try {
      const items = await carts.getFreeLines(claim.userId, claim.orderId)
      if (items.length === 0) return nothing
      return { items, ...(await products.checkAvailability(items)) }
    } catch (error) {
      if (await findClaim(db, claim)) return nothing // its twin has promised in the meantime
      throw error
    }
  }

  return {
    async placeOrder(userId, { idempotencyKey, paymentMethod }) {
      const fingerprint = createHash('sha256').update(paymentMethod).digest('hex')
      const claim = { userId, key: idempotencyKey, fingerprint, orderId: uuidv7() }
      const { id, status } = await promise(claim, await look(claim), paymentMethod)
      if (status === 'failed') metrics.count('failed')
      if (status === 'pending') await settle(id)
      return store.getOrder(db, userId, id)
    },

    getOrder: (userId, id) => store.getOrder(db, userId, id),

    async getTimeline(userId, id) {
      await store.getOrder(db, userId, id)
      return listHistory(db, id)
    },

    async cancelOrder(userId, id) {
      await db.transaction(async (trx) => {
        const { status } = await store.lockOrder(trx, id, { user_id: userId })
        const move = cancelMoves[status]
        if (move === 'refuse') {
          throw new AppError('conflict', 'a failed order has nothing to cancel', {
            code: 'order_not_cancellable',
          })
        }
        if (move === 'none') return
        await updateOrder(trx, id, 'cancelling', null)
        await record(trx, id, 'order.cancel_requested', 'The customer cancelled.')
      })
      await settle(id)
      return store.getOrder(db, userId, id)
    },

    async listOrders(userId, { limit, cursor }) {
      const before = cursor === undefined ? undefined : decodeCursor(z.uuid(), cursor)
      const found = await store.listOrders(db, userId, limit + 1, before)
      const items = found.slice(0, limit)
      const last = items.at(-1)
      return { items, nextCursor: found.length > limit && last ? encodeCursor(last.id) : null }
    },
  }
}

// What is in the cart may not be sold any more.
const cartEmpty = () => new AppError('unprocessable', 'the cart is empty', { code: 'cart_empty' })
