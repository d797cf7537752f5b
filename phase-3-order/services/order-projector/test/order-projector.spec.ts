// What order-projector tells of orders after what it has heard.
import assert from 'node:assert/strict'
import { v7 as uuidv7 } from 'uuid'
import type { Received } from '../../../shared/kafka-batch.ts'
import { eventOf, messageOf, type OrderData, orderOf, storyOf } from './given-events.ts'
import { type GivenProjector, givenProjector } from './given-projector.ts'

const first = 1 // the generation that the migration makes

describe('what is told of orders', () => {
  let shop: GivenProjector
  before(async () => (shop = await givenProjector()))
  after(() => shop.close())

  const hear = (...messages: Received[]) => shop.handle(first, messages)
  const told = async ({ userId, orderId }: OrderData) =>
    (await shop.timeline.getTimeline(userId, orderId)).map(({ type }) => type)
  const summary = async (currency: string) =>
    (await shop.timeline.getSummary()).filter((one) => one.currency === currency)

  it('is the story in the words that its customer knows', async () => {
    const order = orderOf()
    const [placed, failed] = [eventOf('order.placed', order), eventOf('order.failed', order)]
    await hear(messageOf(placed), messageOf(failed))
    assert.deepEqual(await shop.timeline.getTimeline(order.userId, order.orderId), [
      { at: placed.time, type: 'order.placed', detail: 'The order was placed.' },
      { at: failed.time, type: 'order.failed', detail: 'It could not be settled in time.' },
    ])
  })

  it('has words for a reason that is yet to be invented', async () => {
    const order = orderOf()
    await hear(messageOf(eventOf('order.failed', order, 'toString')))
    const [entry] = await shop.timeline.getTimeline(order.userId, order.orderId)
    assert.equal(entry?.detail, 'The order failed.')
  })

  it('is told once, however often and however late it comes', async () => {
    const order = orderOf()
    const story = storyOf(order, 'order.placed', 'order.completed', 'order.cancel_requested')
    const messages = story.map(messageOf)
    const before = await shop.counted('inbox_duplicates_total')
    await hear(...messages, messages[0]!)
    await hear(messageOf(story[0]!)) // it was published again, further back
    await hear(...messages)
    assert.deepEqual(
      await told(order),
      story.map(({ type }) => type),
    )
    assert.equal(await shop.counted('inbox_duplicates_total'), before + 5)
  })

  it('is told once when two readers have it at the same time', async () => {
    const order = orderOf()
    const messages = storyOf(order, 'order.placed', 'order.completed').map(messageOf)
    await Promise.all([hear(...messages), hear(...messages), hear(...messages)])
    assert.deepEqual(await told(order), ['order.placed', 'order.completed'])
  })

  it('is told once, and what was told first of twins', async () => {
    const order = orderOf()
    const placed = eventOf('order.placed', order)
    const twin = { ...eventOf('order.failed', order, 'timed_out'), id: placed.id.toUpperCase() }
    await hear(messageOf(placed), messageOf(twin))
    await hear(messageOf(twin))
    assert.deepEqual(await told(order), ['order.placed'])
    const row = await shop.db('order_summaries').where('order_id', order.orderId).first()
    assert.equal(row.status, 'pending')
  })

  it('is told of many orders at once, with as few statements as of one', async () => {
    const messages = Array.from({ length: 50 }, () => messageOf(eventOf('order.placed', orderOf())))
    const statements = async (some: Received[]) => {
      let count = 0
      const add = () => void count++
      shop.db.on('query', add)
      await hear(...some)
      shop.db.off('query', add)
      return count
    }
    assert.deepEqual([await statements(messages.slice(0, 1)), await statements(messages)], [4, 4])
  })

  it('waits for no other reader that hears of the same orders', async () => {
    const orders = Array.from({ length: 100 }, () => orderOf())
    const placed = orders.map((order) => messageOf(eventOf('order.placed', order)))
    const paid = orders.map((order) => messageOf(eventOf('order.completed', order)))
    await Promise.all([hear(...placed, ...paid), hear(...paid.toReversed(), ...placed)])
    for (const order of orders) {
      assert.deepEqual(await told(order), ['order.placed', 'order.completed'])
    }
  })

  it('stands in the order in which it was told, whatever comes first', async () => {
    const order = orderOf(undefined, 700)
    order.currency = 'SEK'
    const [placed, completed] = storyOf(order, 'order.placed', 'order.completed').map(messageOf)
    await hear(completed!)
    await hear(placed!)
    assert.deepEqual(await told(order), ['order.placed', 'order.completed'])
    const due = [{ status: 'completed', currency: 'SEK', orders: 1, totalCents: 700 }]
    assert.deepEqual(await summary('SEK'), due)
  })

  it('is for nobody else, and nobody is asked about an order that is known', async () => {
    const order = orderOf()
    await hear(messageOf(eventOf('order.placed', order)))
    const before = shop.asked()
    await assert.rejects(shop.timeline.getTimeline(uuidv7(), order.orderId), { kind: 'not_found' })
    assert.equal(shop.asked(), before)
    await assert.rejects(shop.timeline.getTimeline(uuidv7(), uuidv7()), { kind: 'not_found' })
    assert.equal(shop.asked(), before + 1)
  })

  it('adds up by what became of the orders, and not by what they were before', async () => {
    const inPounds = (cents: number) => ({ ...orderOf(undefined, cents), currency: 'GBP' })
    const [paid, alsoPaid, back] = [inPounds(100), inPounds(250), inPounds(400)]
    await hear(
      ...storyOf(paid, 'order.placed', 'order.completed').map(messageOf),
      ...storyOf(back, 'order.placed', 'order.completed', 'order.cancel_requested').map(messageOf),
      ...storyOf(alsoPaid, 'order.placed', 'order.completed').map(messageOf),
      ...storyOf(inPounds(50), 'order.placed').map(messageOf),
    )
    assert.deepEqual(await summary('GBP'), [
      { status: 'cancelling', currency: 'GBP', orders: 1, totalCents: 400 },
      { status: 'completed', currency: 'GBP', orders: 2, totalCents: 350 },
      { status: 'pending', currency: 'GBP', orders: 1, totalCents: 50 },
    ])
    await hear(messageOf(eventOf('order.cancelled', back)))
    assert.deepEqual(
      (await summary('GBP')).map(({ status }) => status),
      ['cancelled', 'completed', 'pending'],
    )
  })

  describe('in spite of poison', () => {
    const order = orderOf()
    const cart = { ...eventOf('order.placed', order), type: 'cart.changed' }
    const poison: [what: string, reason: string, Received][] = [
      ['no JSON', 'event_garbage', { ...messageOf(eventOf('order.placed', order)), value: '{' }],
      ['nothing', 'event_garbage', { ...messageOf(eventOf('order.placed', order)), value: null }],
      ['a NUL', 'event_garbage', { ...messageOf(eventOf('order.placed', order)), value: 'caf\0' }],
      [
        'the key of another order',
        'event_garbage',
        { ...messageOf(eventOf('order.placed', order)), key: uuidv7() },
      ],
      [
        'what another order says of itself',
        'event_garbage',
        messageOf({ ...eventOf('order.placed', orderOf()), subject: order.orderId }),
      ],
      [
        'a cart',
        'event_unknown',
        messageOf({
          ...cart,
          data: { userId: uuidv7(), items: [], touchedAt: null },
        } as unknown as ReturnType<typeof eventOf>),
      ],
      [
        'a version that is yet to come',
        'event_too_new',
        messageOf({
          ...eventOf('order.placed', order),
          dataschema: 'urn:shop:event:order.placed:2',
        }),
      ],
      [
        'a currency that cannot be stored',
        'event_unfit',
        messageOf(eventOf('order.placed', { ...order, currency: 'E\0R' })),
      ],
    ]
    for (const [what, reason, message] of poison) {
      it(`such as ${what}, which is set aside while the rest goes on`, async () => {
        const [before, after] = [orderOf(), orderOf()]
        const counted = await shop.counted('poison_events_total', reason)
        const [one, another] = [before, after].map((it) => messageOf(eventOf('order.placed', it)))
        await hear(one!, message, another!)
        await hear(message)
        assert.deepEqual(await told(before), ['order.placed'])
        assert.deepEqual(await told(after), ['order.placed'])
        const { topic, partition, offset } = message
        const rows = await shop
          .db('poison_events')
          .where({ topic, partition, kafka_offset: offset })
        assert.deepEqual(
          rows.map((row) => row.reason),
          [reason],
        )
        assert.equal(await shop.counted('poison_events_total', reason), counted + 1)
      })
    }

    it('nothing of which is told', async () => {
      await assert.rejects(told(order), { kind: 'not_found' })
    })
  })
})
