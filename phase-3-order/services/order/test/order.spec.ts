// Orders through their contract: what comes back, what is stored, what was charged.
import assert from 'node:assert/strict'
import { until } from '../../../../scripts/until.ts'
import { givenOrders, type GivenOrders } from './given-order.ts'

describe('orders', () => {
  let shop: GivenOrders
  before(async () => (shop = await givenOrders()))
  after(() => shop.close())
  afterEach(() => shop.provider.calm())

  const moneyFor = async (orderId: string) => {
    const entry = await shop.ledgerOf(orderId)
    return entry ? entry.capturedCents - entry.refundedCents : 0
  }

  describe('checkout', () => {
    it('sells what is in the cart, at the price of the moment', async () => {
      const productId = await shop.product(10, 1250)
      const userId = await shop.customerWith({ productId, quantity: 3 })
      const order = await shop.place(userId)
      assert.equal(order.status, 'completed')
      assert.equal(order.totalCents, 3750)
      assert.deepEqual(
        order.items.map(({ quantity, lineTotalCents }) => [quantity, lineTotalCents]),
        [[3, 3750]],
      )
      assert.equal(await shop.stockOf(productId), 7)
      assert.equal(await moneyFor(order.id), 3750)
      assert.deepEqual((await shop.carts.getCart(userId)).items, [])
    })

    it('refuses an empty cart', async () => {
      await assert.rejects(shop.place(await shop.customer()), { code: 'cart_empty' })
    })

    it('leaves stock and cart as they were when the card is declined', async () => {
      const productId = await shop.product(5)
      const userId = await shop.customerWith({ productId, quantity: 2 })
      const order = await shop.place(userId, 'pm_card_declined')
      assert.equal(order.status, 'failed')
      assert.equal(order.failureReason, 'payment_declined')
      assert.equal(await shop.stockOf(productId), 5)
      const cart = await shop.carts.getCart(userId)
      assert.deepEqual([cart.items.length, cart.locked], [1, false])
    })

    it('takes no line at all when one of them is short', async () => {
      const [plenty, scarce] = [await shop.product(10), await shop.product(3)]
      const lines = [
        { productId: plenty, quantity: 1 },
        { productId: scarce, quantity: 2 },
      ]
      const [first, second] = [await shop.customerWith(...lines), await shop.customerWith(...lines)]
      assert.equal((await shop.place(first)).status, 'completed')
      const order = await shop.place(second)
      assert.deepEqual([order.status, order.failureReason], ['failed', 'out_of_stock'])
      assert.deepEqual([await shop.stockOf(plenty), await shop.stockOf(scarce)], [9, 1])
      assert.equal(await moneyFor(order.id), 0)
      assert.equal((await shop.carts.getCart(second)).locked, false)
    })

    it('sells the last five units to five of fifty buyers', async () => {
      const productId = await shop.product(5)
      const one = { productId, quantity: 1 }
      const buyers = await Promise.all(Array.from({ length: 50 }, () => shop.customerWith(one)))
      const placed = await Promise.all(buyers.map((userId) => shop.place(userId)))
      await shop.sweep() // on a busy machine some answers come too late for the request
      const last = placed.map(({ id }, index) => shop.orders.getOrder(buyers[index]!, id))
      const orders = await Promise.all(last)
      assert.equal(orders.filter(({ status }) => status === 'completed').length, 5)
      assert.equal(
        orders.filter(({ failureReason }) => failureReason === 'out_of_stock').length,
        45,
      )
      assert.equal(await shop.stockOf(productId), 0)
    })

    it('sells one cart once, even if it is checked out twice at the same time', async () => {
      const productId = await shop.product(10)
      const userId = await shop.customerWith({ productId, quantity: 1 })
      await Promise.allSettled([shop.place(userId), shop.place(userId)])
      const { items: orders } = await shop.orders.listOrders(userId, { limit: 10 })
      assert.equal(orders.filter(({ status }) => status === 'completed').length, 1)
      for (const order of orders.filter(({ status }) => status !== 'completed')) {
        assert.equal(order.failureReason, 'cart_changed')
      }
      assert.equal(await shop.stockOf(productId), 9)
      assert.deepEqual((await shop.carts.getCart(userId)).items, [])
    })
  })

  describe('a card processor that cannot be reached', () => {
    /** Then nothing else of the checkout is on its way. */
    const untilOnlyTheCardIsMissing = (id: string) =>
      until(
        'the order waits for its payment',
        () => shop.db<{ order_id: string; step: string }>('sagas').where({ order_id: id }).first(),
        (saga) => saga?.step === 'PAYMENT_CREATED',
      )

    it('leaves the order pending, and it completes later', async () => {
      const productId = await shop.product(4)
      const userId = await shop.customerWith({ productId, quantity: 1 })
      await shop.provider.behave({ down: true })
      const { id, status } = await shop.place(userId)
      assert.equal(status, 'pending')
      assert.equal((await shop.carts.getCart(userId)).locked, true)
      await shop.provider.calm()
      await shop.sweep()
      assert.equal((await shop.orders.getOrder(userId, id)).status, 'completed')
      assert.equal(await shop.stockOf(productId), 3)
    })

    it('is not asked to charge twice when only its answer was lost', async () => {
      const userId = await shop.customerWith({ productId: await shop.product(4, 700), quantity: 2 })
      await shop.provider.behave({ loseNext: 1 })
      const { id } = await shop.place(userId)
      assert.equal(await moneyFor(id), 1400)
      await shop.sweep()
      assert.equal((await shop.orders.getOrder(userId, id)).status, 'completed')
      assert.equal(await moneyFor(id), 1400)
    })

    it('costs the customer nothing when the order is given up', async () => {
      const productId = await shop.product(4)
      const userId = await shop.customerWith({ productId, quantity: 1 })
      await shop.provider.behave({ loseNext: 1_000 })
      const { id } = await shop.place(userId)
      await until(
        'the card is charged',
        () => moneyFor(id),
        (cents) => cents === 900,
      )
      await untilOnlyTheCardIsMissing(id)
      await shop.sweepImpatiently() // nobody hears that it was charged before it is given up
      await shop.provider.calm()
      await shop.sweep()
      const order = await shop.orders.getOrder(userId, id)
      assert.deepEqual([order.status, order.failureReason], ['failed', 'timed_out'])
      assert.equal(await moneyFor(id), 0)
      assert.equal(await shop.stockOf(productId), 4)
      assert.equal((await shop.carts.getCart(userId)).locked, false)
    })

    it('tells no reason to fail before the money is back', async () => {
      const userId = await shop.customerWith({ productId: await shop.product(4), quantity: 1 })
      await shop.provider.behave({ down: true })
      const { id } = await shop.place(userId)
      await untilOnlyTheCardIsMissing(id)
      await shop.sweepImpatiently()
      const order = await shop.orders.getOrder(userId, id)
      assert.deepEqual([order.status, order.failureReason], ['pending', null])
      await shop.provider.calm()
      await shop.sweep()
      assert.equal((await shop.orders.getOrder(userId, id)).failureReason, 'timed_out')
    })
  })

  describe('a slow card', () => {
    it('is charged once, however many settle the order at once', async () => {
      const userId = await shop.customerWith({ productId: await shop.product(4, 500), quantity: 1 })
      const { id } = await shop.place(userId, 'pm_card_slow')
      const settleThrice = async () => {
        await Promise.all([shop.sweep(), shop.sweep(), shop.sweep()])
        return (await shop.orders.getOrder(userId, id)).status
      }
      await until('the order is completed', settleThrice, (status) => status === 'completed')
      assert.equal(await moneyFor(id), 500)
    })
  })

  it('belongs to its customer alone', async () => {
    const userId = await shop.customerWith({ productId: await shop.product(4), quantity: 1 })
    const stranger = await shop.customer()
    const { id } = await shop.place(userId)
    await assert.rejects(shop.orders.getOrder(stranger, id), { kind: 'not_found' })
    await assert.rejects(shop.orders.getTimeline(stranger, id), { kind: 'not_found' })
    await assert.rejects(shop.orders.cancelOrder(stranger, id), { kind: 'not_found' })
  })

  it('pages through the orders of a customer, newest first, while new ones come', async () => {
    const productId = await shop.product(20)
    const userId = await shop.customer()
    const placeOne = async () => {
      await shop.carts.setItem(userId, productId, 1)
      return (await shop.place(userId)).id
    }
    const ids = [await placeOne(), await placeOne(), await placeOne()]
    const first = await shop.orders.listOrders(userId, { limit: 2 })
    await placeOne()
    const second = await shop.orders.listOrders(userId, { limit: 2, cursor: first.nextCursor! })
    const paged = [...first.items, ...second.items].map(({ id }) => id)
    assert.deepEqual(paged, ids.toReversed())
    assert.equal(second.nextCursor, null)
  })
})
