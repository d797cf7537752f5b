// Checkout while somebody who takes part in it is away: what can be promised all the same, and what waits for how long.
import assert from 'node:assert/strict'
import { v7 as uuidv7 } from 'uuid'
import { until } from '../../../../scripts/until.ts'
import { givenOrders, type GivenOrders } from './given-order.ts'

describe('a checkout while others are away', () => {
  let shop: GivenOrders
  before(async () => (shop = await givenOrders()))
  after(() => shop.close())
  afterEach(() => {
    shop.wire.calm()
    shop.commandWire.calm()
    shop.stockWire.calm()
    shop.paymentWire.calm()
    shop.bus.back()
    shop.stockWire.calls.length = 0
    return shop.provider.calm()
  })

  async function givenCustomer() {
    const productId = await shop.product(5, 800)
    const userId = await shop.customerWith({ productId, quantity: 2 })
    return { productId, userId }
  }
  const promise = (userId: string) =>
    shop.promises.placeOrder(userId, { idempotencyKey: uuidv7(), paymentMethod: 'pm_card_visa' })
  const cartOf = async (userId: string) => {
    const { items, locked } = await shop.carts.getCart(userId)
    return { lines: items.length, locked }
  }
  const getOrder = (userId: string, id: string) => shop.orders.getOrder(userId, id)
  const paidFor = async (id: string) => {
    const entry = await shop.ledgerOf(id)
    return entry ? entry.capturedCents - entry.refundedCents : 0
  }
  const untilStatus = (userId: string, id: string, wanted: string) =>
    until(
      `order ${id} is ${wanted}`,
      async () => (await shop.orders.getOrder(userId, id)).status,
      (status) => status === wanted,
    )

  it('is not begun when the cart cannot be read: nothing is promised, and nothing held', async () => {
    const { productId, userId } = await givenCustomer()
    shop.wire.trouble({ unreachable: ['getFreeLines'] })
    const key = uuidv7()
    const placing = shop.place(userId, 'pm_card_visa', key)
    await assert.rejects(placing, { kind: 'unavailable' })
    assert.deepEqual((await shop.orders.listOrders(userId, { limit: 10 })).items, [])
    assert.equal(await shop.stockOf(productId), 5)
    shop.wire.calm()
    assert.equal((await shop.place(userId, 'pm_card_visa', key)).status, 'completed')
  })

  it('is answered again without a cart to ask', async () => {
    const { userId } = await givenCustomer()
    const key = uuidv7()
    const { id } = await shop.place(userId, 'pm_card_visa', key)
    shop.wire.trouble({ unreachable: ['getFreeLines'] })
    const again = await shop.place(userId, 'pm_card_visa', key)
    assert.deepEqual([again.id, again.status], [id, 'completed'])
  })

  it('waits, once it is promised, for a cart that takes no commands', async () => {
    const { productId, userId } = await givenCustomer()
    shop.commandWire.trouble({ unreachable: ['deliver'] })
    const { id, status } = await promise(userId)
    assert.equal(status, 'pending')
    assert.equal(await shop.stockOf(productId), 5, 'nobody holds what is not reserved')
    assert.equal(await shop.ledgerOf(id), undefined, 'nor pays for it')
    shop.commandWire.calm()
    await untilStatus(userId, id, 'completed')
  })

  it('has one command to send when RabbitMQ is back, however long it was away', async () => {
    const { userId } = await givenCustomer()
    shop.bus.away()
    const { id } = await promise(userId)
    for (let look = 0; look < 3; look++) {
      await shop.db('sagas').where({ id }).update({ due_at: shop.db.fn.now() })
      await shop.runner.resumeDue()
      await shop.runner.finishWork()
    }
    const toSend = shop.db('outbox').where({ key: id, type: 'reserve.items' })
    assert.equal((await toSend).length, 1)
    const { attempts } = (await shop.db('sagas').where({ id }).first()) as { attempts: number }
    assert.equal(attempts, 3, 'and somebody has looked')
    shop.bus.back()
    await shop.sweep()
    await untilStatus(userId, id, 'completed')
  })

  it('waits for payments that do not answer, and pays once', async () => {
    const { userId } = await givenCustomer()
    shop.paymentWire.trouble({ unreachable: ['createPayment'] })
    const { id, status } = await shop.place(userId)
    assert.equal(status, 'pending')
    assert.equal(await shop.ledgerOf(id), undefined)
    shop.paymentWire.calm()
    await shop.sweep()
    assert.equal((await getOrder(userId, id)).status, 'completed')
    assert.equal(await paidFor(id), 1600)
  })

  it('pays once when payments were promised, and only the answer was lost', async () => {
    const { userId } = await givenCustomer()
    shop.paymentWire.trouble({ unanswered: ['createPayment'] })
    const { id } = await shop.place(userId)
    shop.paymentWire.calm()
    await shop.sweep()
    assert.equal((await getOrder(userId, id)).status, 'completed')
    assert.equal(await paidFor(id), 1600)
  })

  it('costs nothing when it was declined and the refund has no answer', async () => {
    const { userId, productId } = await givenCustomer()
    shop.paymentWire.trouble({ unanswered: ['refundPayment'] })
    const { id, status } = await shop.place(userId, 'pm_card_declined')
    assert.equal(status, 'pending')
    assert.equal(await shop.stockOf(productId), 3, 'nothing is given back before the money')
    shop.paymentWire.calm()
    await shop.sweep()
    assert.equal((await getOrder(userId, id)).failureReason, 'payment_declined')
    assert.equal(await paidFor(id), 0)
  })

  for (const [how, isBusAway] of [
    ['an event tells it', false],
    ['it has to ask', true],
  ] as const) {
    it(`was declined when the card processor has voided the charge by itself, and ${how}`, async () => {
      const { userId } = await givenCustomer()
      shop.paymentWire.trouble({ unreachable: ['createPayment'] })
      const { id } = await shop.place(userId)
      await shop.voidCharge(id)
      shop.paymentWire.calm()
      if (isBusAway) shop.bus.away()
      const look = async () => {
        await shop.db('sagas').where({ id }).update({ due_at: shop.db.fn.now() })
        await shop.runner.resumeDue()
        await shop.runner.finishWork()
        return (await shop.db('sagas').where({ id }).first('state')) as { state: string }
      }
      if (isBusAway) await until('it goes back', look, ({ state }) => state === 'compensating')
      shop.bus.back()
      await shop.sweep()
      await untilStatus(userId, id, 'failed')
      assert.equal((await getOrder(userId, id)).failureReason, 'payment_declined')
    })
  }

  it('is promised while the catalogue is away, and completes when it is back', async () => {
    const { userId, productId } = await givenCustomer()
    shop.stockWire.trouble({ unreachable: ['holdStock', 'releaseStock'] })
    const { id, status } = await shop.place(userId)
    assert.equal(status, 'pending')
    assert.deepEqual(await cartOf(userId), { lines: 1, locked: true })
    shop.stockWire.calm()
    await shop.sweep()
    assert.equal((await getOrder(userId, id)).status, 'completed')
    assert.equal(await shop.stockOf(productId), 3)
  })

  it('fails, and lets go of stock and cart, when there is too little', async () => {
    const { userId, productId } = await givenCustomer()
    await shop.products.holdStock(uuidv7(), [{ productId, quantity: 4 }])
    const { id, status, failureReason } = await shop.place(userId)
    assert.deepEqual([status, failureReason], ['failed', 'out_of_stock'])
    assert.deepEqual(shop.stockWire.calls, ['holdStock', 'releaseStock'])
    assert.deepEqual(await cartOf(userId), { lines: 1, locked: false })
    assert.equal(await shop.stockOf(productId), 1)
    assert.equal(await shop.ledgerOf(id), undefined, 'nobody was asked to pay')
  })

  it('does not ask for the stock again once it holds it', async () => {
    const { userId } = await givenCustomer()
    await shop.provider.behave({ down: true })
    const { id, status } = await shop.place(userId)
    assert.equal(status, 'pending')
    await shop.provider.calm()
    shop.stockWire.trouble({ unreachable: ['holdStock'] })
    await shop.sweep()
    assert.equal((await getOrder(userId, id)).status, 'completed')
  })

  describe('that is over while the catalogue is away', () => {
    it('stays pending until the stock is given back, and the cart after it', async () => {
      const { userId, productId } = await givenCustomer()
      shop.stockWire.trouble({ unreachable: ['releaseStock'] })
      assert.equal((await shop.place(userId, 'pm_card_declined')).status, 'pending')
      assert.deepEqual(await cartOf(userId), { lines: 1, locked: true })
      assert.equal(await shop.stockOf(productId), 3)
      shop.stockWire.calm()
      await shop.sweep()
      const [order] = (await shop.orders.listOrders(userId, { limit: 1 })).items
      assert.deepEqual([order!.status, order!.failureReason], ['failed', 'payment_declined'])
      assert.deepEqual(await cartOf(userId), { lines: 1, locked: false })
      assert.equal(await shop.stockOf(productId), 5)
    })

    it('gives back what was bought and cancelled, later and once', async () => {
      const { userId, productId } = await givenCustomer()
      const { id } = await shop.place(userId)
      shop.stockWire.trouble({ unanswered: ['releaseStock'] })
      assert.equal((await shop.orders.cancelOrder(userId, id)).status, 'cancelling')
      assert.equal(await shop.stockOf(productId), 5, 'the first release came')
      shop.stockWire.calm()
      await shop.sweep()
      assert.deepEqual(shop.stockWire.calls.slice(-2), ['releaseStock', 'releaseStock'])
      assert.equal((await getOrder(userId, id)).status, 'cancelled')
      assert.equal(await shop.stockOf(productId), 5)
      assert.equal(await paidFor(id), 0)
    })
  })
})
