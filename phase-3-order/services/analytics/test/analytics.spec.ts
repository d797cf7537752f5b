// What events do to the reports: each counts once, whenever and however often it comes.
import assert from 'node:assert/strict'
import { v7 as uuidv7 } from 'uuid'
import { type EventData, type ShopEvent, topics } from '../../../contracts/events.ts'
import { prune } from '../analytics-store.ts'
import { type GivenAnalytics, givenAnalytics } from './given-analytics.ts'
import { eventOf, lineOf, messageOf, orderOf } from './given-events.ts'

const at = (time: string) => new Date(`2026-01-05T${time}Z`)
const day = { from: at('00:00:00'), to: at('23:59:59') }
const hour = (time: string, orders: number, revenueCents: number, refundedCents: number) => ({
  hour: at(time).toISOString(),
  orders,
  revenueCents,
  refundedCents,
  currency: 'EUR',
})
const secondsAgo = (seconds: number) => new Date(Date.now() - seconds * 1_000)

describe('analytics', () => {
  let shop: GivenAnalytics
  let mug: string
  let customer: string
  before(async () => (shop = await givenAnalytics()))
  after(() => shop.close())
  beforeEach(async () => {
    await shop.clear()
    ;[mug, customer] = [uuidv7(), uuidv7()]
  })

  const anOrder = (cents: number) => orderOf(customer, [lineOf(mug, 1, cents)])
  const revenue = () => shop.reports.getRevenue(day)
  const abandonment = async (idleMinutes = 0) => {
    const report = await shop.reports.getCartAbandonment({ idleMinutes })
    return [report.openCarts, report.abandonedCarts]
  }
  const aCart = (userId: string, touchedAt: Date | null, isLocked = false) =>
    ({
      userId,
      items: touchedAt ? [{ productId: mug, quantity: 1, isLocked }] : [],
      touchedAt: touchedAt && touchedAt.toISOString(),
    }) satisfies EventData<'cart.changed'>

  describe('of revenue', () => {
    it('counts an event once, however often it comes', async () => {
      const [first, second] = [anOrder(500), anOrder(300)]
      const events = [
        eventOf('order.completed', first, at('10:00:00')),
        eventOf('order.completed', second, at('10:30:00')),
        eventOf('order.cancelled', { ...first, refundedCents: 500 }, at('11:00:00')),
      ]
      const before = await shop.counted('inbox_duplicates_total')
      await shop.feed(...events, ...events)
      await shop.feed(...events)
      const due = [hour('10:00:00', 2, 800, 0), hour('11:00:00', 0, 0, 500)]
      assert.deepEqual(await revenue(), due)
      assert.equal(await shop.counted('inbox_duplicates_total'), before + 6)
    })

    it('counts many at once, with as few statements as one', async () => {
      const statements = async (...events: ShopEvent[]) => {
        let count = 0
        const add = () => void count++
        shop.db.on('query', add)
        await shop.feed(...events)
        shop.db.off('query', add)
        return count
      }
      const sales = Array.from({ length: 50 }, (_, index) =>
        eventOf('order.completed', anOrder(index + 1), at('10:00:00')),
      )
      assert.deepEqual([await statements(sales[0]!), await statements(...sales)], [6, 6])
      assert.deepEqual(await revenue(), [hour('10:00:00', 50, (50 * 51) / 2, 0)])
    })

    it('counts it once when two readers have it at the same time', async () => {
      const event = eventOf('order.completed', anOrder(500), at('10:00:00'))
      await Promise.all([shop.feed(event), shop.feed(event), shop.feed(event)])
      assert.deepEqual(await revenue(), [hour('10:00:00', 1, 500, 0)])
    })

    it('does not mind to hear of a cancellation before it hears of the sale', async () => {
      const order = anOrder(500)
      await shop.feed(eventOf('order.cancelled', { ...order, refundedCents: 500 }, at('10:20:00')))
      assert.deepEqual(await revenue(), [hour('10:00:00', 0, 0, 500)])
      await shop.feed(eventOf('order.completed', order, at('10:10:00')))
      assert.deepEqual(await revenue(), [hour('10:00:00', 1, 500, 500)])
    })

    it('keeps currencies apart', async () => {
      const pounds = { ...anOrder(700), currency: 'GBP' }
      await shop.feed(eventOf('order.completed', anOrder(500), at('10:00:00')))
      await shop.feed(eventOf('order.completed', pounds, at('10:00:00')))
      const due = [hour('10:00:00', 1, 500, 0), { ...hour('10:00:00', 1, 700, 0), currency: 'GBP' }]
      assert.deepEqual(await revenue(), due)
    })

    it('can be asked for while the hour is open', async () => {
      const now = new Date()
      await shop.feed(eventOf('order.completed', anOrder(500), now))
      const rows = await shop.reports.getRevenue({ from: now, to: new Date(now.getTime() + 1) })
      assert.deepEqual(
        rows.map(({ orders, revenueCents }) => [orders, revenueCents]),
        [[1, 500]],
      )
    })
  })

  describe('of best sellers', () => {
    it('counts an order with two lines of one product once, and all its units', async () => {
      const order = orderOf(customer, [lineOf(mug, 2), lineOf(mug, 3)])
      await shop.feed(eventOf('order.completed', order, secondsAgo(5)))
      const best = await shop.reports.getTrending({ windowMinutes: 1, limit: 5 })
      assert.deepEqual(best, [{ productId: mug, name: 'Mug', unitsSold: 5, orders: 1 }])
    })

    it('counts a product whose name ends with half a character', async () => {
      const order = orderOf(customer, [lineOf(mug, 1, 100, 'Mug 😀'.slice(0, -1))])
      await shop.feed(eventOf('order.completed', order, secondsAgo(5)))
      const [best] = await shop.reports.getTrending({ windowMinutes: 1, limit: 5 })
      assert.equal(best?.name, 'Mug �')
    })

    it('calls a product by the name under which it was sold last, not by the one heard last', async () => {
      const named = (name: string) => orderOf(customer, [lineOf(mug, 1, 100, name)])
      await shop.feed(eventOf('order.completed', named('Beaker'), secondsAgo(5)))
      await shop.feed(eventOf('order.completed', named('Cup'), secondsAgo(50)))
      const [best] = await shop.reports.getTrending({ windowMinutes: 1, limit: 5 })
      assert.equal(best?.name, 'Beaker')
    })
  })

  describe('of carts', () => {
    it('knows a cart by its last change, whichever comes last', async () => {
      const filled = eventOf('cart.changed', aCart(customer, secondsAgo(20)), secondsAgo(20))
      const emptied = eventOf('cart.changed', aCart(customer, null), secondsAgo(10))
      await shop.readToEnd()
      await shop.feed(filled)
      assert.deepEqual(await abandonment(), [0, 1])
      await shop.feed(emptied)
      assert.deepEqual(await abandonment(), [0, 0])
      await shop.db('carts').delete()
      await shop.db('inbox').delete()
      await shop.feed(emptied)
      await shop.feed(filled)
      assert.deepEqual(await abandonment(), [0, 0])
    })

    it('lets no readers wait for each other who hear of the same customers', async () => {
      const customers = Array.from({ length: 100 }, () => uuidv7())
      const changesOf = (users: string[]) =>
        users.flatMap((user) => [
          eventOf('cart.changed', aCart(user, secondsAgo(9)), secondsAgo(9)),
          eventOf('order.placed', orderOf(user, [lineOf(mug)]), secondsAgo(9)),
        ])
      const turns = [customers, customers.toReversed(), customers].map(changesOf)
      await Promise.all(turns.map((events) => shop.feed(...events)))
      assert.deepEqual(await abandonment(), [100, 0])
    })

    it('counts the customers who ordered, by the last order of each', async () => {
      const yesterday = secondsAgo(25 * 3600)
      await shop.feed(eventOf('order.placed', anOrder(100), secondsAgo(5)))
      await shop.feed(eventOf('order.placed', anOrder(100), yesterday))
      const former = orderOf(uuidv7(), [lineOf(mug)])
      await shop.feed(eventOf('order.placed', former, yesterday))
      const { checkouts } = await shop.reports.getCartAbandonment({ idleMinutes: 30 })
      assert.equal(checkouts, 1)
    })

    it('calls a cart abandoned as soon as all has been read that happened until then', async () => {
      await shop.feed(eventOf('cart.changed', aCart(customer, secondsAgo(3)), secondsAgo(3)))
      assert.deepEqual(await abandonment(), [1, 0])
      await shop.readToEnd(secondsAgo(4))
      assert.deepEqual(await abandonment(), [1, 0])
      await shop.readToEnd(secondsAgo(2))
      assert.deepEqual(await abandonment(), [0, 1])
    })

    it('calls no cart abandoned while events of that time are still to be read', async () => {
      const left = eventOf('cart.changed', aCart(customer, secondsAgo(3600)), secondsAgo(3600))
      await shop.feed(left)
      const { partition } = messageOf(left)
      await shop.readToEnd(secondsAgo(3500))
      await shop.readToEnd(secondsAgo(2), (one) => one !== partition)
      assert.deepEqual(await abandonment(30), [1, 0])
      await shop.readToEnd(secondsAgo(1))
      assert.deepEqual(await abandonment(30), [0, 1])
    })

    it('calls a cart under checkout neither open nor abandoned', async () => {
      await shop.feed(eventOf('cart.changed', aCart(customer, secondsAgo(3), true), secondsAgo(3)))
      await shop.readToEnd()
      assert.deepEqual(await abandonment(), [0, 0])
    })

    it('calls no cart abandoned, and every one open, before it knows what time it is', async () => {
      await shop.feed(eventOf('cart.changed', aCart(customer, secondsAgo(1e6)), secondsAgo(1e6)))
      assert.deepEqual(await abandonment(), [1, 0])
    })
  })

  describe('of late events', () => {
    const late = () => shop.counted('late_events_total', topics.orders)

    it('counts what is older than the watermark, and corrects the numbers', async () => {
      await shop.readToEnd(at('10:30:00'))
      const before = await late()
      await shop.feed(eventOf('order.completed', anOrder(500), at('10:30:01')))
      assert.equal(await late(), before)
      const event = eventOf('order.completed', anOrder(300), at('10:29:59'))
      await shop.feed(event)
      assert.equal(await late(), before + 1)
      assert.deepEqual(await revenue(), [hour('10:00:00', 2, 800, 0)])
      await shop.feed(event)
      assert.equal(await late(), before + 1, 'one that comes again is not late again')
    })

    it('remembers the watermark when it starts again, and never turns it back', async () => {
      const watermark = async () => (await shop.db('watermarks').where('topic', topics.orders))[0]
      await shop.readToEnd(at('10:30:00'))
      const restarted = await shop.restart(60_000)
      await restarted.readToEnd(at('10:10:00'))
      await restarted.readToEnd(at('10:30:30'))
      assert.deepEqual((await watermark()).reached_at, at('10:30:00'))
      const before = await restarted.counted('late_events_total')
      await restarted.feed(eventOf('order.completed', anOrder(300), at('10:29:59')))
      assert.equal(await restarted.counted('late_events_total'), before + 1)
      await restarted.readToEnd(at('10:32:00'))
      assert.deepEqual((await watermark()).reached_at, at('10:31:00'))
    })

    it('goes on from the highest time that it had seen', async () => {
      await shop.readToEnd(at('10:00:00'))
      const order = anOrder(300)
      const event = eventOf('order.completed', order, at('10:30:00'))
      await shop.feed(event)
      await shop.feed(eventOf('order.placed', order, at('10:20:00')))
      const { partition } = messageOf(event)
      const restarted = await shop.restart(0)
      await restarted.readToEnd(at('10:40:00'), (one) => one !== partition)
      const [row] = await shop.db('watermarks').where('topic', topics.orders)
      assert.deepEqual(row.reached_at, at('10:30:00'))
    })

    it('is not led astray by a publisher whose clock is years ahead', async () => {
      await shop.feed(eventOf('order.completed', anOrder(300), new Date('2999-01-01')))
      const [row] = await shop.db('partition_times').where('topic', topics.orders)
      assert.ok(row.highest_event_at <= new Date())
    })
  })

  describe('of what cannot be read', () => {
    const { value: sale } = messageOf(
      eventOf('order.completed', orderOf(uuidv7(), [lineOf(uuidv7())]), new Date()),
    )
    const saleWith = (change: object) => JSON.stringify({ ...JSON.parse(sale!), ...change })
    const kinds: [string, string | null, string][] = [
      ['is no JSON', '<xml/>', 'event_garbage'],
      ['is empty', null, 'event_garbage'],
      ['has bytes that are no text', '\0\uFFFD\0', 'event_garbage'],
      ['is of a type that nobody knows', saleWith({ type: 'order.framed' }), 'event_unknown'],
      [
        'is of a version to come',
        saleWith({ dataschema: 'urn:shop:event:order.completed:2' }),
        'event_too_new',
      ],
      ['lacks what its type needs', saleWith({ data: {} }), 'event_garbage'],
    ]
    for (const [what, value, reason] of kinds) {
      it(`sets aside what ${what}, once, and counts the others`, async () => {
        const before = await shop.counted('poison_events_total', reason)
        const good = messageOf(eventOf('order.completed', anOrder(500), at('10:00:00')))
        const poison = { ...messageOf(eventOf('order.completed', anOrder(1), new Date())), value }
        await shop.feedMessages(poison, good)
        await shop.feedMessages(poison)
        assert.deepEqual(await revenue(), [hour('10:00:00', 1, 500, 0)])
        const { topic, partition, offset } = poison
        const [row, ...others] = await shop.db('poison_events')
        assert.deepEqual(
          [row.topic, row.partition, row.kafka_offset, row.reason, others.length],
          [topic, partition, offset, reason, 0],
        )
        assert.equal(await shop.counted('poison_events_total', reason), before + 1)
      })
    }

    it('sets aside an event under a key that is not its subject, or none', async () => {
      const message = messageOf(eventOf('order.completed', anOrder(500), at('10:00:00')))
      await shop.feedMessages({ ...message, key: uuidv7() })
      await shop.feedMessages({ ...message, offset: message.offset + 1000, key: null })
      assert.deepEqual(await revenue(), [])
      assert.equal((await shop.db('poison_events')).length, 2)
    })

    it('keeps no more of it than tells what it was', async () => {
      const message = messageOf(eventOf('order.completed', anOrder(500), new Date()))
      await shop.feedMessages({ ...message, value: 'x'.repeat(9_999) + '😀'.repeat(1e5) })
      const [{ value }] = await shop.db('poison_events')
      assert.equal(value.length, 10_000)
    })

    it('sets aside what can be read and not be stored, and counts the others of its batch', async () => {
      const huge = orderOf(customer, [lineOf(mug, 1, 100, 'M\0g')])
      const events = [
        eventOf('order.completed', anOrder(500), at('10:00:00')),
        eventOf('order.completed', huge, at('10:00:00')),
        eventOf('order.completed', anOrder(300), at('10:00:00')),
      ]
      await shop.feed(...events)
      await shop.feed(...events)
      assert.deepEqual(await revenue(), [hour('10:00:00', 2, 800, 0)])
      assert.equal((await shop.db('poison_events')).length, 2) // the same event at two places
      assert.equal((await shop.db('inbox')).length, 2)
    })

    it('does not take a database that is away for an event that is bad', async () => {
      const events = [eventOf('order.completed', anOrder(500), at('10:00:00'))]
      await shop.db.raw('alter table sales rename to sales_away')
      await assert.rejects(shop.feed(...events))
      await shop.db.raw('alter table sales_away rename to sales')
      assert.deepEqual([await revenue(), await shop.db('poison_events')], [[], []])
      await shop.feed(...events)
      assert.deepEqual(await revenue(), [hour('10:00:00', 1, 500, 0)])
    })
  })

  it('forgets what no report looks back to any more', async () => {
    const old = secondsAgo(25 * 3600)
    for (const time of [old, secondsAgo(60)]) {
      const order = orderOf(uuidv7(), [lineOf(mug)])
      await shop.feed(eventOf('order.placed', order, time), eventOf('order.completed', order, time))
    }
    await prune(shop.db, 24 * 3600_000)
    assert.deepEqual([(await shop.db('sales')).length, (await shop.db('checkouts')).length], [1, 1])
  })
})
