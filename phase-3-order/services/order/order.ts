// Orders. The promise is here, and answered at once; saga-steps.ts has what becomes of it.
import { createHash } from 'node:crypto'
import type { Knex } from 'knex'
import { v7 as uuidv7 } from 'uuid'
import { z } from 'zod'
import type { CartClient } from '../../contracts/cart-api.ts'
import { currency } from '../../contracts/money.ts'
import type { OrderApi, OrderLine } from '../../contracts/order-api.ts'
import { detailOf } from '../../contracts/order-story.ts'
import type { PaymentMethod } from '../../contracts/payment-api.ts'
import { decodeCursor, encodeCursor } from '../../shared/cursor.ts'
import { AppError } from '../../shared/errors.ts'
import { record } from './order-events.ts'
import { rememberFacts } from './order-facts.ts'
import { type Claim, claimKey, findClaim } from './order-keys.ts'
import { cancelMoves, totalOf } from './order-rules.ts'
import * as store from './order-store.ts'
import type { Moved, Runner } from './saga-runner.ts'

type Deps = { db: Knex; carts: CartClient; runner: Runner }
type Promised = { id: string; moved?: Moved }

export function makeOrder({ db, carts, runner }: Deps): OrderApi {
  // Everything that is needed to keep the promise, in one transaction: after it, the saga runs on, whoever dies.
  const promise = (claim: Claim, items: OrderLine[], paymentMethod: PaymentMethod) =>
    db.transaction(async (trx): Promise<Promised> => {
      const { userId, orderId: id } = claim
      const claimed = await claimKey(trx, claim)
      if (claimed !== id) return { id: claimed }
      if (items.length === 0) throw cartEmpty()

      const facts = { userId, items, totalCents: totalOf(items), currency, paymentMethod }
      await store.insertOrder(trx, { ...facts, id, status: 'pending', failureReason: null })
      rememberFacts(id, facts)
      await record(trx, id, 'order.placed', detailOf('order.placed'))
      return { id, moved: await runner.begin(trx, 'checkout', id, id) }
    })

  /** Without an effect. Nothing for a request that is known, if its lines are locked or bought by now. */
  async function look(claim: Claim): Promise<OrderLine[]> {
    try {
      return await carts.getFreeLines(claim.userId, claim.orderId)
    } catch (error) {
      if (await findClaim(db, claim)) return []
      throw error
    }
  }

  return {
    async placeOrder(userId, { idempotencyKey, paymentMethod }) {
      const fingerprint = createHash('sha256').update(paymentMethod).digest('hex')
      const claim = { userId, key: idempotencyKey, fingerprint, orderId: uuidv7() }
      const { id, moved } = await promise(claim, await look(claim), paymentMethod)
      runner.goOnLater(moved)
      return store.getOrder(db, userId, id)
    },

    getOrder: (userId, id) => store.getOrder(db, userId, id),

    async cancelOrder(userId, id) {
      await store.getOrder(db, userId, id)
      const moved = await db.transaction(async (trx) => {
        const checkout = await runner.lock(trx, id) // before the order, as the saga itself does
        const { status } = await store.lockOrder(trx, id)
        const move = cancelMoves[status]
        if (move === 'refuse') {
          throw new AppError('conflict', 'a failed order has nothing to cancel', {
            code: 'order_not_cancellable',
          })
        }
        if (move === 'none') return undefined
        await store.updateOrder(trx, id, 'cancelling', null)
        await record(trx, id, 'order.cancel_requested', detailOf('order.cancel_requested'))
        if (status === 'completed') return runner.begin(trx, 'cancellation', uuidv7(), id)
        return checkout && runner.move(trx, checkout, 'cancel') // too late before it is completed: then after that
      })
      runner.goOnLater(moved)
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
