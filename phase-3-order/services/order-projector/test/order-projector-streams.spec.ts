// Any shop, told in any way: shuffled, repeated, cut into batches anywhere, and then all of it once more. The
// projection is that of the same events told once and in order, and that of another generation as well.
import assert from 'node:assert/strict'
import * as fc from 'fast-check'
import type { OrderEventType, OrderStatus } from '../../../contracts/order-api.ts'
import { messageOf, orderOf, storyOf } from './given-events.ts'
import { type GivenProjector, givenProjector } from './given-projector.ts'

const fates: Record<string, [OrderStatus, ...OrderEventType[]]> = {
  pending: ['pending', 'order.placed'],
  failed: ['failed', 'order.placed', 'order.failed'],
  paid: ['completed', 'order.placed', 'order.completed'],
  leaving: ['cancelling', 'order.placed', 'order.completed', 'order.cancel_requested'],
  left: ['cancelled', 'order.placed', 'order.cancel_requested', 'order.cancelled'],
}

/** Orders, and a way to tell them that is as bad as Kafka and we may make it. */
const aTelling = fc
  .array(fc.record({ fate: fc.constantFrom(...Object.keys(fates)), cents: fc.nat(500) }), {
    minLength: 1,
    maxLength: 6,
  })
  .chain((lives) => {
    const orders = lives.map(({ fate, cents }) => {
      const [status, ...types] = fates[fate]!
      return { order: orderOf(undefined, cents + 1), status, types }
    })
    const messages = orders.flatMap(({ order, types }) => storyOf(order, ...types)).map(messageOf)
    const twice = [...messages.keys(), ...messages.keys()]
    return fc.record({
      orders: fc.constant(orders),
      messages: fc.constant(messages),
      shuffled: fc.shuffledSubarray(twice, { minLength: twice.length, maxLength: twice.length }),
      sizes: fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 5 }),
    })
  })

/** In pieces of those sizes, over and over. */
function* cut<Item>(items: Item[], sizes: number[]) {
  for (let begin = 0, turn = 0; begin < items.length; turn++) {
    const end = begin + sizes[turn % sizes.length]!
    yield items.slice(begin, end)
    begin = end
  }
}

describe('the projection of any orders', function () {
  this.timeout(60_000)
  let shop: GivenProjector
  before(async () => (shop = await givenProjector()))
  after(() => shop.close())

  it('is the same however they are told', async () => {
    const telling = fc.asyncProperty(aTelling, async ({ orders, messages, shuffled, sizes }) => {
      await shop.clear()
      for (const some of cut(shuffled, sizes)) {
        await shop.handle(
          1,
          some.map((index) => messages[index]!),
        )
      }
      const bad = await shop.contents(1)
      for (const { order, types } of orders) {
        const timeline = await shop.timeline.getTimeline(order.userId, order.orderId)
        assert.deepEqual(
          timeline.map(({ type }) => type),
          types,
        )
      }
      const summary = await shop.timeline.getSummary()
      const due = Map.groupBy(orders, ({ status }) => status)
      assert.deepEqual(
        Object.fromEntries(summary.map((row) => [row.status, [row.orders, row.totalCents]])),
        Object.fromEntries(
          [...due].map(([status, all]) => [
            status,
            [all.length, all.reduce((sum, { order }) => sum + order.totalCents, 0)],
          ]),
        ),
      )

      await shop.clear()
      await shop.handle(1, messages)
      assert.deepEqual(bad, await shop.contents(1))
      for (const some of cut(messages, sizes)) await shop.handle(1, some)
      assert.deepEqual(bad, await shop.contents(1))
    })
    await fc.assert(telling, { numRuns: 25 })
  })
})
