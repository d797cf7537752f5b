// What nobody can read stands in the middle of the stream. It is set aside and counted, and the stream goes on.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { Partitioners } from 'kafkajs'
import { gatherCrowd, type Crowd } from '../../scripts/faults/crowd.ts'
import { readMetric } from '../../scripts/faults/metrics.ts'
import { query } from '../../scripts/faults/query.ts'
import { kafkaClient } from '../../scripts/infra/kafka-client.ts'
import type { Shop } from '../../scripts/shop.ts'
import { until } from '../../scripts/until.ts'
import { topics } from '../contracts/events.ts'
import { untilReportsAgree } from './given-reports.ts'
import { sharedShop } from './given-shared-shop.ts'

const orderId = randomUUID()
const event = {
  specversion: '1.0',
  id: randomUUID(),
  source: '/a-stranger',
  type: 'order.completed',
  subject: orderId,
  time: new Date().toISOString(),
  datacontenttype: 'application/json',
  dataschema: 'urn:shop:event:order.completed:1',
  sequence: '0'.repeat(20),
  data: {
    orderId,
    userId: randomUUID(),
    items: [{ productId: randomUUID(), name: 'Mug', quantity: 1, unitPriceCents: 900 }],
    totalCents: 900,
    currency: 'EUR',
  },
}
const json = (change: object) => Buffer.from(JSON.stringify({ ...event, ...change }))

type Poison = { key: string | null; value: Buffer | null; reason: string }
const poison: Record<string, Poison> = {
  'bytes that are no text': {
    key: orderId,
    value: Buffer.from([0, 0xff, 0xfe, 0x7b]),
    reason: 'event_garbage',
  },
  'nothing at all': { key: null, value: null, reason: 'event_garbage' },
  'a price as text': {
    key: orderId,
    value: json({ data: { ...event.data, totalCents: '900' } }),
    reason: 'event_garbage',
  },
  'the key of another order': { key: randomUUID(), value: json({}), reason: 'event_garbage' },
  'a type that nobody knows': {
    key: orderId,
    value: json({ type: 'order.eaten' }),
    reason: 'event_unknown',
  },
  'a version that is yet to come': {
    key: orderId,
    value: json({ dataschema: 'urn:shop:event:order.completed:2' }),
    reason: 'event_too_new',
  },
  'a megabyte of nonsense': {
    key: orderId,
    value: Buffer.alloc(900_000, 'x'),
    reason: 'event_garbage',
  },
}

describe('an event that nobody can read', function () {
  this.timeout(180_000)
  let shop: Shop
  let crowd: Crowd
  before(async () => {
    shop = await sharedShop()
    crowd = await gatherCrowd(shop.address, 10, { upTo: 20 })
  })

  const counted = (reason: string) =>
    readMetric(shop.opsAddresses['analytics-service']!, 'poison_events_total', { reason })
  const setAside = () =>
    query(
      shop.databaseUrls['analyticsdb']!,
      'select topic, key, reason from poison_events order by received_at',
    )

  /** Between what the customers do. */
  async function send(topic: string, messages: Poison[]) {
    const producer = kafkaClient(shop.kafkaBrokers).producer({
      createPartitioner: Partitioners.DefaultPartitioner,
    })
    await producer.connect()
    for (const { key, value } of messages) {
      await producer.send({ topic: shop.topicPrefix + topic, messages: [{ key, value }] })
    }
    await producer.disconnect()
  }

  it('is set aside with its reason, and the stream goes on', async () => {
    await crowd.checkOut(crowd.customers[0]!) // from now on there are topics
    await untilPublished()
    const messages = Object.values(poison)
    await Promise.all([
      send(topics.orders, messages),
      send(topics.carts, messages),
      crowd.checkOutAll(),
    ])
    await crowd.waitUntilFinal()
    await untilReportsAgree(shop)
    await until('all of it is set aside', setAside, (rows) => rows.length === 2 * messages.length)
    for (const topic of Object.values(topics)) {
      const rows = (await setAside()).filter((row) => row['topic'] === topic)
      assert.deepEqual(
        rows.map(({ reason }) => String(reason)).toSorted(),
        messages.map(({ reason }) => reason).toSorted(),
      )
    }
  })

  it('is counted, so that somebody looks', async () => {
    for (const reason of new Set(Object.values(poison).map((one) => one.reason))) {
      const due = Object.values(poison).filter((one) => one.reason === reason).length
      assert.equal(await counted(reason), 2 * due, reason)
    }
  })

  it('is not set aside twice by one who starts again', async () => {
    const before = await setAside()
    await shop.kill('analytics-service')
    await shop.start('analytics-service')
    await crowd.untilAnswered(await crowd.join('pm_card_visa'))
    await untilReportsAgree(shop)
    assert.deepEqual(await setAside(), before)
  })

  async function untilPublished() {
    const waiting = () => readMetric(shop.opsAddresses['ecommerce-service']!, 'outbox_pending')
    await until('it is published', waiting, (pending) => pending === 0)
  }
})
