// Checkout with a cart that is asked by messages: it may be away, change in between, or hear of things twice and late.
import assert from 'node:assert/strict'
import { v7 as uuidv7 } from 'uuid'
import { until } from '../../../../scripts/until.ts'
import { answers, type AnswerType, newMessage } from '../../../contracts/messages.ts'
import { givenOrders, type GivenOrders } from './given-order.ts'

describe('a checkout whose cart takes commands', () => {
  let shop: GivenOrders
  before(async () => (shop = await givenOrders()))
  after(() => shop.close())
  afterEach(() => {
    shop.wire.calm()
    shop.commandWire.calm()
    shop.bus.repeat(1)
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
  const untilStatus = (userId: string, id: string, wanted: string) =>
    until(
      `order ${id} is ${wanted}`,
      async () => (await shop.orders.getOrder(userId, id)).status,
      (status) => status === wanted,
    )

  it('is known to the twin who finds the cart locked by it', async () => {
    const { userId } = await givenCustomer()
    const key = uuidv7()
    const twin = () => shop.place(userId, 'pm_card_visa', key)
    const ids: string[] = []
    shop.wire.trouble({ meanwhile: { getFreeLines: async () => ids.push((await twin()).id) } })
    ids.push((await twin()).id)
    assert.equal(ids.length, 2)
    assert.equal(new Set(ids).size, 1)
    assert.equal((await shop.orders.listOrders(userId, { limit: 10 })).items.length, 1)
  })

  it('takes effect once, however often each message comes', async () => {
    const { productId, userId } = await givenCustomer()
    const counted = () => shop.counted('inbox_duplicates_total')
    const before = await counted()
    shop.bus.repeat(3)
    const bought = await shop.place(userId)
    // Two of items.reserved, of payment.confirmed and of cart.cleared.
    await until('those that came again are counted', counted, (now) => now === before + 6)
    assert.deepEqual([bought.status, bought.totalCents], ['completed', 1600])
    assert.equal(await shop.stockOf(productId), 3)
    assert.equal((await shop.orders.cancelOrder(userId, bought.id)).status, 'cancelled')
    assert.equal(await shop.stockOf(productId), 5)
    assert.equal((await shop.ledgerOf(bought.id))?.refundedCents, 1600)
    const log = await shop.db('saga_log').where({ saga_id: bought.id }).orderBy('version')
    const reached = (log as { step: string }[]).map(({ step }) => step)
    assert.deepEqual(reached, [...new Set(reached)], 'no step was reached twice')
    assert.deepEqual(shop.bus.dead, [])
  })

  it('goes on when the cart did what it was told, and had to be told again', async () => {
    const { productId, userId } = await givenCustomer()
    shop.commandWire.trouble({ unanswered: ['deliver'] })
    const { id } = await promise(userId)
    await untilStatus(userId, id, 'completed')
    assert.equal(await shop.stockOf(productId), 3)
    assert.deepEqual(await cartOf(userId), { lines: 0, locked: false })
  })

  describe('in which the cart changes between being read and being reserved', () => {
    const changes: [string, (userId: string, productId: string) => Promise<unknown>][] = [
      ['is emptied', (userId) => shop.carts.emptyCart(userId)],
      ['has more of it', (userId, productId) => shop.carts.setItem(userId, productId, 4)],
      ['is reserved by another checkout', (userId, productId) => reserve(userId, productId)],
    ]
    const reserve = (userId: string, productId: string) =>
      shop.command('reserve.items', {
        orderId: uuidv7(),
        userId,
        lines: [{ productId, quantity: 2 }],
      })
    for (const [what, change] of changes) {
      it(`fails, and holds nothing, when it ${what}`, async () => {
        const { productId, userId } = await givenCustomer()
        shop.commandWire.trouble({ meanwhile: { deliver: () => change(userId, productId) } })
        const order = await shop.place(userId)
        assert.deepEqual([order.status, order.failureReason], ['failed', 'cart_changed'])
        assert.equal(await shop.stockOf(productId), 5)
        assert.equal((await shop.ledgerOf(order.id))?.capturedCents ?? 0, 0)
        const isElsewhere = what === 'is reserved by another checkout'
        assert.equal((await cartOf(userId)).locked, isElsewhere)
      })
    }

    it('sells what was ordered, and leaves what was put in since', async () => {
      const { userId } = await givenCustomer()
      const other = await shop.product(5)
      const deliver = () => shop.carts.setItem(userId, other, 1)
      shop.commandWire.trouble({ meanwhile: { deliver } })
      const order = await shop.place(userId)
      assert.deepEqual([order.status, order.totalCents], ['completed', 1600])
      assert.deepEqual(await cartOf(userId), { lines: 1, locked: false })
    })
  })

  it('cannot lock the cart any more when its reservation comes after its end', async () => {
    const { userId } = await givenCustomer()
    shop.commandWire.trouble({ unreachable: ['deliver'] })
    const { id } = await promise(userId)
    const giveUp = { deadline_at: shop.db.raw('clock_timestamp()'), due_at: shop.db.raw('now()') }
    await shop.db('sagas').where({ id }).update(giveUp)
    await shop.runner.resumeDue()
    shop.commandWire.calm()
    await untilStatus(userId, id, 'failed')
    const { failureReason, items } = await shop.orders.getOrder(userId, id)
    assert.equal(failureReason, 'timed_out')
    await shop.command('reserve.items', { orderId: id, userId, lines: items })
    assert.deepEqual(await cartOf(userId), { lines: 1, locked: false })
  })

  it('is none of an order that is not here: each answer about one is for the dead-letter queue', async () => {
    for (const type of Object.keys(answers) as AnswerType[]) {
      const message = newMessage(type, { orderId: uuidv7() })
      const refused = { kind: 'invalid', code: 'saga_unknown' }
      await assert.rejects(shop.runner.receive(message), refused, type)
    }
  })

  it('is cancelled after the card was charged and before the cart is cleared: completed, then undone', async () => {
    const { productId, userId } = await givenCustomer()
    shop.commandWire.trouble({ unreachable: ['clear'] })
    const { id } = await promise(userId)
    const stepOf = async () =>
      (await shop.db('sagas').where({ id }).first('step')) as { step: string }
    await until('the card is charged', stepOf, ({ step }) => step === 'PAYMENT_CONFIRMED')
    const ignored = () => shop.counted('saga_steps_total', { outcome: 'ignored' })
    const before = await ignored()
    assert.equal((await shop.promises.cancelOrder(userId, id)).status, 'cancelling')
    assert.equal(await ignored(), before)
    shop.commandWire.calm()
    await until(
      'the cart is cleared',
      () => cartOf(userId),
      ({ lines }) => lines === 0,
    )
    await shop.sweep()
    await untilStatus(userId, id, 'cancelled')
    const story = (await shop.orders.getTimeline(userId, id)).map(({ type }) => type)
    const words = ['placed', 'cancel_requested', 'completed', 'cancelled']
    assert.deepEqual(
      story,
      words.map((word) => `order.${word}`),
    )
    assert.equal(await shop.stockOf(productId), 5)
    assert.equal((await shop.ledgerOf(id))?.refundedCents, 1600)
  })
})
