// What the world hears of an order: everything that happened to it, once, in order, and nothing that did not.
import assert from 'node:assert/strict'
import { topics } from '../../../contracts/events.ts'
import type { OrderLine } from '../../../contracts/order-api.ts'
import type { PaymentMethod } from '../../../contracts/payment-api.ts'
import { takeEvents } from '../../../contracts/test/given-events.ts'
import { givenOrders, type GivenOrders } from './given-order.ts'

describe('the events of an order', () => {
  let shop: GivenOrders
  before(async () => (shop = await givenOrders()))
  after(() => shop.close())
  afterEach(() => shop.provider.calm())

  const told = (id: string) => takeEvents(shop.db, topics.orders, id)
  async function place(paymentMethod: PaymentMethod = 'pm_card_visa', stock = 5) {
    const productId = await shop.product(stock, 800)
    const userId = await shop.customerWith({ productId, quantity: Math.min(2, stock) })
    return { userId, productId, order: await shop.place(userId, paymentMethod) }
  }

  it('have in them all that its reader needs', async () => {
    const { userId, order } = await place()
    const events = await told(order.id)
    const [{ productId, name }] = order.items as [OrderLine]
    const items = [{ productId, name, quantity: 2, unitPriceCents: 800 }]
    const data = { orderId: order.id, userId, items, totalCents: 1600, currency: 'EUR' }
    assert.deepEqual(
      events.map(({ source, type, subject, data: what }) => ({ source, type, subject, what })),
      ['order.placed', 'order.completed'].map((type) => ({
        source: '/order-service',
        type,
        subject: order.id,
        what: data,
      })),
    )
  })

  it('are the story that its customer reads, at the same times', async () => {
    const { userId, order } = await place()
    await shop.orders.cancelOrder(userId, order.id)
    const story = await shop.orders.getTimeline(userId, order.id)
    const events = await told(order.id)
    assert.deepEqual(
      events.map(({ time, type }) => ({ at: time, type })),
      story.map(({ at, type }) => ({ at, type })),
    )
    const sequences = events.map(({ sequence }) => sequence)
    assert.deepEqual(sequences, [...new Set(sequences)].toSorted())
  })

  const ends: [string, PaymentMethod, object][] = [
    ['was declined', 'pm_card_declined', { type: 'order.failed', reason: 'payment_declined' }],
    ['was paid', 'pm_card_visa', { type: 'order.cancelled', refundedCents: 1600 }],
    ['waits for its card', 'pm_card_slow', { type: 'order.cancelled', refundedCents: 0 }],
  ]
  for (const [words, card, last] of ends) {
    it(`that ${words} say how it ended`, async () => {
      const { userId, order } = await place(card)
      await shop.orders.cancelOrder(userId, order.id).catch(() => {})
      await shop.sweep()
      const { type, data } = (await told(order.id)).at(-1)!
      assert.deepEqual({ type, ...data }, { ...data, ...last })
    })
  }

  it('are told once, however often checkout and settling are repeated', async () => {
    const { userId, order } = await place()
    await Promise.all(Array.from({ length: 5 }, () => shop.orders.cancelOrder(userId, order.id)))
    await shop.sweep()
    const types = (await told(order.id)).map(({ type }) => type)
    const story = ['placed', 'completed', 'cancel_requested', 'cancelled']
    assert.deepEqual(
      types,
      story.map((word) => `order.${word}`),
    )
  })

  it('are told if and only if they happened, whatever dies at any line', async () => {
    let at = 1
    for (let wasKilled = true; wasKilled; at++) {
      const productId = await shop.product(5)
      const userId = await shop.customerWith({ productId, quantity: 1 })
      const order = { idempotencyKey: `key-${at}`, paymentMethod: 'pm_card_visa' } as const
      wasKilled = await shop.untilKilled(at, (orders) => orders.placeOrder(userId, order))
      await shop.sweep()
      const { items } = await shop.orders.listOrders(userId, { limit: 10 })
      for (const { id } of items) {
        const story = await shop.orders.getTimeline(userId, id)
        const events = await told(id)
        assert.deepEqual(
          events.map(({ time }) => time),
          story.map((entry) => entry.at),
        )
      }
    }
    assert.ok(at > 8, `only ${at} effects were seen`)
  }).timeout(120_000)
})
