// Orders. The promise is here, and answered at once; saga-steps.ts has what becomes of it.
import { createHash } from 'node:crypto'
import type { Knex } from 'knex'
import { v7 as uuidv7 } from 'uuid'
import { z } from 'zod'
import type { CartClient } from '../../contracts/cart-api.ts'
import { currency } from '../../contracts/money.ts'
import type { Order, OrderApi, OrderLine } from '../../contracts/order-api.ts'
import { decodeCursor, encodeCursor } from '../../shared/cursor.ts'
import { AppError } from '../../shared/errors.ts'
import { part, together } from '../../shared/together.ts'
import { cancelling } from './order-end.ts'
import { storyOf, tellStories } from './order-events.ts'
import { type Facts, getFacts, rememberFacts } from './order-facts.ts'
import { type Claim, findClaim } from './order-keys.ts'
import { promiseOf } from './order-promise.ts'
import { cancelMoves, totalOf } from './order-rules.ts'
import * as store from './order-store.ts'
import type { Runner } from './saga-runner.ts'

type Deps = { db: Knex; carts: CartClient; runner: Runner }

export function makeOrder({ db, carts, runner }: Deps): OrderApi {
  /** Without an effect. Nothing for a request that is known, if its lines are locked or bought by now. */
  async function look(claim: Claim): Promise<OrderLine[]> {
    try {
      return await carts.getFreeLines(claim.userId, claim.orderId)
    } catch (error) {
      if (await findClaim(db, claim)) return []
      throw error
    }
  }

  /** Of an earlier request with the key. */
  async function findPlaced(claim: Claim): Promise<Order> {
    const id = await findClaim(db, claim)
    if (!id) throw cartEmpty()
    return store.getOrder(db, claim.userId, id)
  }

  return {
    async placeOrder(userId, { idempotencyKey, paymentMethod }) {
      const fingerprint = createHash('sha256').update(paymentMethod).digest('hex')
      const id = uuidv7()
      const claim = { userId, key: idempotencyKey, fingerprint, orderId: id }
      const items = await look(claim)
      if (items.length === 0) return findPlaced(claim)

      const facts = { userId, items, totalCents: totalOf(items), currency, paymentMethod }
      rememberFacts(id, facts)
      const saga = { kind: 'checkout', id, orderId: id } as const
      const moved = await runner.begin(db, saga, promiseOf(claim, facts))
      if (!moved) return findPlaced(claim)
      runner.goOnLater(moved)
      return newOrder(id, facts, moved.at)
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
        const story = storyOf(id, await getFacts(trx, id), 'order.cancel_requested')
        const changed = cancelling(id, story)
        await together(trx, { changed, ...tellStories(part`changed`) }, 'select from changed')
        const saga = { kind: 'cancellation', id: uuidv7(), orderId: id } as const
        if (status === 'completed') return runner.begin(trx, saga)
        return checkout && runner.move(checkout, 'cancel', trx) // too late before it is completed: then after that
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

/** As it was written down a moment ago. */
const newOrder = (id: string, { items, totalCents }: Facts, placedAt: Date): Order => ({
  id,
  status: 'pending',
  failureReason: null,
  items,
  totalCents,
  currency,
  placedAt: placedAt.toISOString(),
  updatedAt: placedAt.toISOString(),
})

// What is in the cart may not be sold any more.
const cartEmpty = () => new AppError('unprocessable', 'the cart is empty', { code: 'cart_empty' })
