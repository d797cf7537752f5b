// A rebuild from Kafka while orders go on and customers read: whoever dies, and however many replicas there are, no
// story is ever shorter than somebody has seen it, and in the end each is told in full, once.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { Registry } from 'prom-client'
import { until } from '../../../../scripts/until.ts'
import { topics } from '../../../contracts/events.ts'
import type { OrderEventType } from '../../../contracts/order-api.ts'
import { openDatabase } from '../../../shared/database.ts'
import { AppError } from '../../../shared/errors.ts'
import { type EventSink, openEventSink } from '../../../shared/kafka.ts'
import { givenKafka, type GivenKafka, log } from '../../../shared/test/given-kafka.ts'
import { makeProjectorConsumer } from '../projector-consumer.ts'
import { type Readers, startReaders } from '../readers.ts'
import { makeRebuild, type RebuildApi } from '../rebuild.ts'
import { openStream } from '../stream.ts'
import { eventOf, type OrderData, orderOf } from './given-events.ts'
import { type GivenProjector, givenProjector } from './given-projector.ts'

const groupId = 'order-projector'
const lives: OrderEventType[] = ['order.placed', 'order.completed', 'order.cancel_requested']

describe('a rebuild of a shop that goes on', function () {
  this.timeout(60_000)
  let kafka: GivenKafka
  let sink: EventSink
  let shop: GivenProjector
  let rebuild: RebuildApi
  const told = new Map<OrderData, OrderEventType[]>()
  const opened = new AsyncDisposableStack()

  before(async () => {
    ;[kafka, shop] = await Promise.all([givenKafka(), givenProjector()])
    sink = openEventSink(kafka.place)
    rebuild = makeRebuild({ db: shop.db, findStream: openStream(kafka.place).findStream })
    await live(Array.from({ length: 60 }, () => orderOf()))
  })
  after(async () => {
    await opened.disposeAsync()
    await sink[Symbol.asyncDispose]()
    await Promise.all([kafka.close(), shop.close()])
  })

  /** All that happens to those orders, one after the other for each of them. */
  const live = (orders: OrderData[]) =>
    Promise.all(
      orders.map(async (order) => {
        for (const type of lives) {
          const event = eventOf(type, order)
          await sink.publish(topics.orders, order.orderId, JSON.stringify(event))
          told.set(order, [...(told.get(order) ?? []), type])
        }
      }),
    )

  function openReplica(): Readers {
    const db = openDatabase(shop.url, 'replica')
    opened.defer(() => db.destroy())
    const registry = new Registry()
    const handle = makeProjectorConsumer({ db, registry })
    const { brokers, prefix } = kafka
    const place = { brokers, prefix, groupId, log, sessionMs: 6_000 }
    return opened.use(startReaders({ ...place, db, handle, registry }))
  }

  async function read({ userId, orderId }: OrderData): Promise<OrderEventType[]> {
    const items = await shop.timeline.getTimeline(userId, orderId).catch((error: unknown) => {
      if (error instanceof AppError && error.kind === 'not_found') return []
      throw error
    })
    return items.map(({ type }) => type)
  }
  const isToldInFull = () =>
    until(
      'all is told',
      async () => {
        const [row] = await shop
          .db('timeline_entries as entry')
          .join('generations as one', 'one.number', 'entry.generation')
          .where('one.state', 'live')
          .count({ entries: '*' })
        return Number(row!['entries'])
      },
      (entries) => entries >= [...told.values()].flat().length,
    )
  async function assertToldOnce() {
    for (const [order, due] of told) assert.deepEqual(await read(order), due)
  }
  const state = () => rebuild.getState()
  const isWhole = ({ length }: OrderEventType[]) => length === lives.length

  it('leaves the old projection when it is killed on the way, and goes on without being asked', async () => {
    const { building } = await rebuild.request()
    const due = building!.eventsToRead
    assert.equal(due, 3 * 60)
    const script = join(import.meta.dirname, 'projector-dies.ts')
    const child = spawn(process.execPath, [script, kafka.brokers, kafka.prefix, shop.url, '2'])
    const [, signal] = (await once(child, 'exit')) as [number | null, string | null]
    assert.equal(signal, 'SIGKILL')
    const then = await state()
    assert.equal(then.live.generation, 1)
    assert.ok(then.building!.eventsRead > 0 && then.building!.eventsRead < due, 'in the middle')

    openReplica()
    await until('it is read', state, ({ live: now }) => now.generation === building!.generation)
    await isToldInFull()
    await assertToldOnce()
  })

  it('takes nothing away that a customer has seen, with two replicas and while orders go on', async () => {
    openReplica()
    const before = await state()
    const seen = new Map<OrderData, number>()
    const over = new AbortController()
    async function look() {
      while (!over.signal.aborted) {
        for (const order of told.keys()) {
          const { length } = await read(order)
          assert.ok(
            length >= (seen.get(order) ?? 0),
            `the story of ${order.orderId} was ${seen.get(order)} long, and is ${length}`,
          )
          seen.set(order, length)
        }
      }
    }
    async function goOn() {
      while (!over.signal.aborted) {
        const orders = Array.from({ length: 4 }, () => orderOf())
        await live(orders)
        for (const order of orders) await until('it is told', () => read(order), isWhole)
      }
    }
    const others = Promise.all([look(), goOn()])
    try {
      const { building } = await rebuild.request()
      const isLive = ({ live: now }: typeof before) => now.generation === building!.generation
      await Promise.race([others, until('the new one is read', state, isLive)])
      assert.ok(isLive(await state()))
    } finally {
      over.abort()
      await others
    }
    await isToldInFull()
    await assertToldOnce()
    const rows = () => shop.db('generations').pluck<string[]>('state')
    await until('the old one is gone', rows, (states) => states.join() === 'live')
  })

  it('is still listened to by both replicas afterwards', async () => {
    await live([orderOf(), orderOf()])
    await isToldInFull()
    await assertToldOnce()
  })
})
