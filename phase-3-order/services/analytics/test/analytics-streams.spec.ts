// Any shop, told in any way: shuffled, repeated, cut into batches anywhere, and then all of it once more. The numbers
// are those of the same events told once and in order.
import assert from 'node:assert/strict'
import * as fc from 'fast-check'
import { v7 as uuidv7 } from 'uuid'
import type { ShopEvent } from '../../../contracts/events.ts'
import { type GivenAnalytics, givenAnalytics } from './given-analytics.ts'
import { eventOf, lineOf, messageOf, orderOf } from './given-events.ts'

const users = Array.from({ length: 3 }, () => uuidv7())
const products = Array.from({ length: 3 }, () => uuidv7())
const one = fc.constantFrom
/** Of the ten hours that the shop lives. */
const minute = fc.integer({ min: 1, max: 600 })

const anOrder = fc.record({
  userId: one(...users),
  items: fc.array(
    fc.record({
      productId: one(...products),
      quantity: fc.integer({ min: 1, max: 5 }),
      cents: one(100, 250),
      name: one('Mug', 'Cup', 'M\0g'),
    }),
    { minLength: 1, maxLength: 2 },
  ),
  fate: one('pending', 'failed', 'completed', 'cancelled', 'completed, cancelled'),
  minutes: fc.tuple(minute, minute, minute),
})
const aChange = fc.record({
  userId: one(...users),
  locks: fc.array(fc.boolean(), { maxLength: 2 }),
  minutes: minute,
})
const garbage = one('', '{}', 'null', '{"specversion":"1.0"}', 'caf\0')

const start = Date.now() - 700 * 60_000
const minutesIn = (minutes: number) => new Date(start + minutes * 60_000)

function tellOrder({ userId, items, fate, minutes }: OrderLife): ShopEvent[] {
  const lines = items.map((item) => lineOf(item.productId, item.quantity, item.cents, item.name))
  const data = orderOf(userId, lines)
  const [placed, done, cancelled] = minutes.toSorted((a, b) => a - b).map(minutesIn) as [
    Date,
    Date,
    Date,
  ]
  const isPaid = fate.startsWith('completed')
  const refundedCents = isPaid ? data.totalCents : 0
  return [
    eventOf('order.placed', data, placed),
    ...(isPaid ? [eventOf('order.completed', data, done)] : []),
    ...(fate === 'failed' ? [eventOf('order.failed', { ...data, reason: 'timed_out' }, done)] : []),
    ...(fate.endsWith('cancelled')
      ? [
          eventOf('order.cancel_requested', data, cancelled),
          eventOf('order.cancelled', { ...data, refundedCents }, cancelled),
        ]
      : []),
  ]
}
type OrderLife = typeof anOrder extends fc.Arbitrary<infer Life> ? Life : never

function tellCart({ userId, locks, minutes }: CartLife): ShopEvent[] {
  const items = locks.map((isLocked, at) => ({ productId: products[at]!, quantity: 1, isLocked }))
  const touchedAt = items.length > 0 ? minutesIn(minutes).toISOString() : null
  return [eventOf('cart.changed', { userId, items, touchedAt }, minutesIn(minutes))]
}
type CartLife = typeof aChange extends fc.Arbitrary<infer Life> ? Life : never

/** Messages in the order of their streams, and a way to tell them that is as bad as Kafka and we may make it. */
const aTelling = fc
  .record({
    orders: fc.array(anOrder, { maxLength: 5 }),
    changes: fc.array(aChange, { maxLength: 6 }),
    noise: fc.array(garbage, { maxLength: 2 }),
  })
  .chain(({ orders, changes, noise }) => {
    const events = [...orders.flatMap(tellOrder), ...changes.flatMap(tellCart)]
    const poison = events.slice(0, noise.length).map((event, index) => ({
      ...messageOf(event),
      value: noise[index]!,
    }))
    const messages = [...events.map(messageOf), ...poison]
    const all = [...messages.keys()]
    return fc.record({
      messages: fc.constant(messages),
      orders: fc.constant(orders),
      shuffled: fc.shuffledSubarray([...all, ...all], {
        minLength: all.length * 2,
        maxLength: all.length * 2,
      }),
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

describe('analytics of any shop', function () {
  this.timeout(60_000)
  let shop: GivenAnalytics
  before(async () => (shop = await givenAnalytics()))
  after(() => shop.close())

  async function state() {
    await shop.readToEnd(minutesIn(650))
    const everything = { from: minutesIn(-600), to: new Date() }
    return {
      tables: await shop.contents(),
      revenue: await shop.reports.getRevenue(everything),
      trending: await shop.reports.getTrending({ windowMinutes: 1440, limit: 50 }),
      carts: await shop.reports.getCartAbandonment({ idleMinutes: 120 }),
    }
  }

  it('comes to the same numbers however it is told', async () => {
    const telling = fc.asyncProperty(aTelling, async ({ messages, orders, shuffled, sizes }) => {
      await shop.clear()
      await shop.feedMessages(...messages)
      const due = await state()
      const sold = orders.filter((order) => order.fate.startsWith('completed'))
      const fit = sold.filter((order) => order.items.every(({ name }) => !name.includes('\0')))
      const booked = due.revenue.reduce((sum, hour) => sum + hour.orders, 0)
      assert.equal(booked, fit.length)

      await shop.clear()
      for (const some of cut(shuffled, sizes)) {
        await shop.feedMessages(...some.map((index) => messages[index]!))
      }
      assert.deepEqual(await state(), due)
      for (const some of cut(messages, sizes)) await shop.feedMessages(...some)
      assert.deepEqual(await state(), due)
    })
    await fc.assert(telling, { numRuns: 12 })
  })
})
