// Events on their way from Kafka into the numbers: whoever dies, and whatever comes, each counts once.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { Registry } from 'prom-client'
import { v7 as uuidv7 } from 'uuid'
import { until } from '../../../../scripts/until.ts'
import { type ShopEvent, topics } from '../../../contracts/events.ts'
import { type EventSink, openEventSink } from '../../../shared/kafka.ts'
import { startConsumer } from '../../../shared/kafka-consumer.ts'
import { givenKafka, type GivenKafka } from '../../../shared/test/given-kafka.ts'
import { type GivenAnalytics, givenAnalytics } from './given-analytics.ts'
import { eventOf, lineOf, messageOf, orderOf } from './given-events.ts'

const groupId = 'analytics-service'
const sum = (numbers: number[]) => numbers.reduce((total, one) => total + one, 0)
const mug = uuidv7()

const saleOf = (cents: number) =>
  eventOf('order.completed', orderOf(uuidv7(), [lineOf(mug, 1, cents)]), new Date())

describe('events that come from Kafka', function () {
  this.timeout(40_000)
  let kafka: GivenKafka
  let sink: EventSink
  let shop: GivenAnalytics
  let reader: AsyncDisposable
  const registry = new Registry()

  const publish = (event: ShopEvent) => {
    const { topic, key, value } = messageOf(event)
    return sink.publish(topic, key!, value!)
  }
  const money = async () => {
    const hour = 3600_000
    const period = { from: new Date(Date.now() - hour), to: new Date(Date.now() + hour) }
    const hours = await shop.reports.getRevenue(period)
    return {
      orders: sum(hours.map((one) => one.orders)),
      cents: sum(hours.map((one) => one.revenueCents)),
    }
  }
  const becomes = (orders: number) =>
    until(`${orders} are counted`, money, (now) => now.orders >= orders)
  const saidToBeRead = async () =>
    sum((await kafka.read(groupId, topics.orders)).map((offset) => Math.max(offset, 0)))

  let expected = 0

  before('a reader that was killed after it had counted', async () => {
    ;[kafka, shop] = await Promise.all([givenKafka(), givenAnalytics()])
    sink = openEventSink(kafka.place)
    for (const cents of [100, 200, 300, 400]) await publish(saleOf(cents))
    expected = 4
    const script = join(import.meta.dirname, 'analytics-dies.ts')
    const child = spawn(process.execPath, [script, kafka.brokers, kafka.prefix, shop.url, '1'])
    const [, signal] = (await once(child, 'exit')) as [number | null, string | null]
    assert.equal(signal, 'SIGKILL')
  })
  before('another one that takes over', async () => {
    const counted = await money()
    assert.ok(counted.orders > 0 && (await saidToBeRead()) === 0, 'it died in the right moment')
    reader = startConsumer({
      ...kafka.place,
      groupId,
      topics: Object.values(topics),
      handle: shop.handle,
      onProgress: shop.watchTime,
      registry,
      sessionMs: 6_000,
    })
  })
  after(async () => {
    await reader?.[Symbol.asyncDispose]()
    await sink[Symbol.asyncDispose]()
    await Promise.all([kafka.close(), shop.close()])
  })

  it('count once when a reader was killed between counting and saying so', async () => {
    await becomes(4)
    await until('all is said to be read', saidToBeRead, (count) => count === 4)
    assert.deepEqual(await money(), { orders: 4, cents: 1000 })
    assert.ok((await shop.counted('inbox_duplicates_total')) > 0)
  })

  it('are said to be read only after they are counted', async () => {
    const before = await saidToBeRead()
    const lag = async () => (await registry.getSingleMetric('kafka_consumer_lag')!.get()).values
    const lagOfOrders = async () =>
      (await lag()).find(({ labels }) => labels['topic'] === topics.orders)?.value
    await until('it has caught up', lagOfOrders, (now) => now === 0)
    await shop.db.transaction(async (trx) => {
      await trx.raw('lock table sales in exclusive mode')
      await publish(saleOf(500))
      await until('it lags', lagOfOrders, (now) => now === 1)
      assert.equal(await saidToBeRead(), before)
      assert.equal((await money()).orders, expected)
    })
    await becomes(++expected)
    await until('it is said to be read', saidToBeRead, (count) => count === before + 1)
  })

  it('set poison aside while the stream goes on', async () => {
    const key = uuidv7()
    await sink.publish(topics.orders, key, '{"not": "an event"')
    await sink.publish(topics.orders, key, 'caf\0')
    const event = eventOf('order.completed', orderOf(uuidv7(), [lineOf(mug)], key), new Date())
    await publish(event)
    await becomes(++expected)
    const rows = await shop.db('poison_events').orderBy('kafka_offset')
    assert.deepEqual(
      rows.map((row) => [row.topic, row.key, row.value, row.reason]),
      [
        [topics.orders, key, '{"not": "an event"', 'event_garbage'],
        [topics.orders, key, 'caf�', 'event_garbage'],
      ],
    )
  })

  it('move the clock of the carts on a stream that is quiet', async () => {
    const userId = uuidv7()
    const touchedAt = new Date()
    const items = [{ productId: mug, quantity: 1, isLocked: false }]
    const data = { userId, items, touchedAt: touchedAt.toISOString() }
    await publish(eventOf('cart.changed', data, touchedAt))
    const abandoned = async () =>
      (await shop.reports.getCartAbandonment({ idleMinutes: 0 })).abandonedCarts
    await until('it is abandoned', abandoned, (count) => count === 1)
  })
})
