// The process dies on any line: killed before every effect of a checkout, and of a cancellation, in turn. Killed before
// one is killed after the one before it, whose answer nobody has heard.
import assert from 'node:assert/strict'
import { v7 as uuidv7 } from 'uuid'
import type { PaymentMethod } from '../../../contracts/payment-api.ts'
import { givenOrders, type GivenOrders } from './given-order.ts'

const [stock, quantity, priceCents] = [5, 2, 700]
const fewest = 4 // effects that either has: fewer were counted only if something is not seen

describe('a shop that is killed before any effect', () => {
  let shop: GivenOrders
  before(async () => (shop = await givenOrders()))
  after(() => shop.close())

  /** All of the money that the card processor has kept, also for orders that nobody knows. */
  async function keptCents() {
    const entries = await shop.provider.ledger()
    return entries.reduce((sum, entry) => sum + entry.capturedCents - entry.refundedCents, 0)
  }

  async function customerWithCart() {
    const productId = await shop.product(stock, priceCents)
    const userId = await shop.customerWith({ productId, quantity })
    return { userId, productId, keptBefore: await keptCents() }
  }
  type Case = Awaited<ReturnType<typeof customerWithCart>>

  async function assertWhole({ userId, productId, keptBefore }: Case, at: number) {
    const { items: orders } = await shop.orders.listOrders(userId, { limit: 10 })
    assert.equal(orders.length, 1, `effect ${at}`)
    const [order] = orders
    const isSold = order!.status === 'completed'
    const kept = (await keptCents()) - keptBefore
    assert.equal(kept, isSold ? quantity * priceCents : 0, `effect ${at}`)
    assert.equal(await shop.stockOf(productId), isSold ? stock - quantity : stock, `effect ${at}`)
    assert.equal((await shop.carts.getCart(userId)).locked, false, `effect ${at}`)
    return order!
  }

  const checkOut = (paymentMethod: PaymentMethod, outcome: string) => async () => {
    for (let at = 1, wasKilled = true; wasKilled; at++) {
      const given = await customerWithCart()
      const { userId } = given
      const key = uuidv7()
      wasKilled = await shop.untilKilled(at, (orders) =>
        orders.placeOrder(userId, { idempotencyKey: key, paymentMethod }),
      )
      assert.ok(wasKilled || at > fewest)
      await shop.sweep()
      await shop.place(userId, paymentMethod, key) // the customer had no answer, and asks again
      const order = await assertWhole(given, at)
      assert.equal(order.status, outcome, `effect ${at}`)
    }
  }
  it('completes every checkout once', checkOut('pm_card_visa', 'completed')).timeout(120_000)
  it('undoes every declined one', checkOut('pm_card_declined', 'failed')).timeout(120_000)

  it('refunds and restocks every cancelled order once', async () => {
    for (let at = 1, wasKilled = true; wasKilled; at++) {
      const given = await customerWithCart()
      const { userId } = given
      const { id } = await shop.place(userId)
      wasKilled = await shop.untilKilled(at, (orders) => orders.cancelOrder(userId, id))
      assert.ok(wasKilled || at > fewest)
      await shop.sweep()
      await shop.orders.cancelOrder(userId, id)
      const order = await assertWhole(given, at)
      assert.equal(order.status, 'cancelled', `effect ${at}`)
    }
  }).timeout(120_000)
})
