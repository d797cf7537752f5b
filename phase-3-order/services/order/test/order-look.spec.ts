// Checkout while the catalogue is away: before it is looked at, and when there is something to give back.
import assert from 'node:assert/strict'
import { v7 as uuidv7 } from 'uuid'
import { givenOrders, type GivenOrders } from './given-order.ts'

describe('a checkout and a catalogue that is away', () => {
  let shop: GivenOrders
  before(async () => (shop = await givenOrders()))
  after(() => shop.close())
  afterEach(() => {
    shop.wire.calm()
    shop.stockWire.calm()
    shop.wire.calls.length = 0
    shop.stockWire.calls.length = 0
    return shop.provider.calm()
  })

  async function givenCustomer() {
    const productId = await shop.product(5, 800)
    const userId = await shop.customerWith({ productId, quantity: 2 })
    return { productId, userId }
  }
  const cartOf = async (userId: string) => {
    const { items, locked } = await shop.carts.getCart(userId)
    return { lines: items.length, locked }
  }
  const getOrder = (userId: string, id: string) => shop.orders.getOrder(userId, id)
  const paidFor = async (id: string) => {
    const entry = await shop.ledgerOf(id)
    return entry ? entry.capturedCents - entry.refundedCents : 0
  }

  it('is not begun when the catalogue cannot be reached: nothing is promised, and no cart is locked', async () => {
    const { userId } = await givenCustomer()
    shop.stockWire.trouble({ unreachable: ['checkAvailability'] })
    const key = uuidv7()
    await assert.rejects(shop.place(userId, 'pm_card_visa', key), { kind: 'unavailable' })
    assert.deepEqual((await shop.orders.listOrders(userId, { limit: 10 })).items, [])
    assert.deepEqual(await cartOf(userId), { lines: 1, locked: false })
    shop.stockWire.calm()
    assert.equal((await shop.place(userId, 'pm_card_visa', key)).status, 'completed')
  })

  it('fails at once, without a hand on cart or stock, when there is too little at a look', async () => {
    const { userId, productId } = await givenCustomer()
    await shop.products.holdStock(uuidv7(), [{ productId, quantity: 4 }])
    const { status, failureReason } = await shop.place(userId)
    assert.deepEqual([status, failureReason], ['failed', 'out_of_stock'])
    assert.deepEqual(shop.wire.calls, ['getFreeLines'])
    assert.deepEqual(shop.stockWire.calls, ['checkAvailability'])
  })

  it('does not ask for the stock again once it holds it', async () => {
    const { userId } = await givenCustomer()
    await shop.provider.behave({ down: true })
    const { id, status } = await shop.place(userId)
    assert.equal(status, 'pending')
    await shop.provider.calm()
    shop.stockWire.trouble({ unreachable: ['checkAvailability', 'holdStock'] })
    await shop.sweep()
    assert.equal((await getOrder(userId, id)).status, 'completed')
  })

  describe('that is over while the catalogue is away', () => {
    it('frees the cart all the same, and gives the stock back later', async () => {
      const { userId, productId } = await givenCustomer()
      shop.stockWire.trouble({ unreachable: ['releaseStock'] })
      assert.equal((await shop.place(userId, 'pm_card_declined')).status, 'failed')
      assert.deepEqual(await cartOf(userId), { lines: 1, locked: false })
      assert.equal(await shop.stockOf(productId), 3)
      shop.stockWire.calm()
      await shop.sweep()
      assert.equal(await shop.stockOf(productId), 5)
    })

    it('gives back what was bought and cancelled, later and once', async () => {
      const { userId, productId } = await givenCustomer()
      const { id } = await shop.place(userId)
      shop.stockWire.trouble({ unanswered: ['releaseStock'] })
      assert.equal((await shop.orders.cancelOrder(userId, id)).status, 'cancelled')
      assert.equal(await shop.stockOf(productId), 5, 'the first release came')
      shop.stockWire.calm()
      await shop.sweep()
      assert.deepEqual(shop.stockWire.calls.slice(-2), ['releaseStock', 'releaseStock'])
      assert.equal(await shop.stockOf(productId), 5)
      assert.equal(await paidFor(id), 0)
    })
  })
})
