// Cancelling: money and goods go back, once, whatever else is going on with the order.
import assert from 'node:assert/strict'
import type { PaymentMethod } from '../../../contracts/payment-api.ts'
import { givenOrders, type GivenOrders } from './given-order.ts'

describe('cancelling an order', () => {
  let shop: GivenOrders
  before(async () => (shop = await givenOrders()))
  after(() => shop.close())
  afterEach(() => shop.provider.calm())

  const place = async (paymentMethod: PaymentMethod) => {
    const productId = await shop.product(5, 800)
    const userId = await shop.customerWith({ productId, quantity: 2 })
    return { userId, productId, ...(await shop.place(userId, paymentMethod)) }
  }

  it('refunds and restocks a completed order', async () => {
    const { userId, productId, id } = await place('pm_card_visa')
    assert.equal((await shop.orders.cancelOrder(userId, id)).status, 'cancelled')
    assert.equal(await shop.stockOf(productId), 5)
    assert.equal((await shop.ledgerOf(id))?.refundedCents, 1600)
  })

  it('happens once when ten ask for it at the same time', async () => {
    const { userId, productId, id } = await place('pm_card_visa')
    await Promise.all(Array.from({ length: 10 }, () => shop.orders.cancelOrder(userId, id)))
    await shop.sweep()
    assert.equal((await shop.orders.getOrder(userId, id)).status, 'cancelled')
    assert.equal(await shop.stockOf(productId), 5)
    assert.equal((await shop.ledgerOf(id))?.refundedCents, 1600)
  })

  it('overtakes a charge that is still running: nothing is ever captured', async () => {
    const { userId, productId, id, status } = await place('pm_card_slow')
    assert.equal(status, 'pending')
    assert.equal((await shop.orders.cancelOrder(userId, id)).status, 'cancelled')
    await shop.sweep()
    assert.deepEqual(await shop.ledgerOf(id), {
      key: id,
      status: 'voided',
      capturedCents: 0,
      refundedCents: 0,
    })
    assert.equal(await shop.stockOf(productId), 5)
    const cart = await shop.carts.getCart(userId)
    assert.deepEqual([cart.items.length, cart.locked], [1, false])
  })

  it('waits for a card processor that cannot be reached', async () => {
    const { userId, productId, id } = await place('pm_card_visa')
    await shop.provider.behave({ down: true })
    assert.equal((await shop.orders.cancelOrder(userId, id)).status, 'cancelling')
    assert.equal(await shop.stockOf(productId), 3)
    await shop.provider.calm()
    await shop.sweep()
    assert.equal((await shop.orders.getOrder(userId, id)).status, 'cancelled')
    assert.equal(await shop.stockOf(productId), 5)
  })

  it('refunds once when only the answer to the refund was lost', async () => {
    const { userId, id } = await place('pm_card_visa')
    await shop.provider.behave({ loseNext: 1 })
    await shop.orders.cancelOrder(userId, id)
    await shop.sweep()
    assert.equal((await shop.orders.getOrder(userId, id)).status, 'cancelled')
    assert.equal((await shop.ledgerOf(id))?.refundedCents, 1600)
  })

  it('is refused for an order that failed', async () => {
    const { userId, id } = await place('pm_card_declined')
    await assert.rejects(shop.orders.cancelOrder(userId, id), { code: 'order_not_cancellable' })
  })

  it('tells the whole story in the timeline', async () => {
    const { userId, id } = await place('pm_card_visa')
    await shop.orders.cancelOrder(userId, id)
    const types = (await shop.orders.getTimeline(userId, id)).map(({ type }) => type)
    assert.deepEqual(types, [
      'order.placed',
      'order.completed',
      'order.cancel_requested',
      'order.cancelled',
    ])
  })
})
