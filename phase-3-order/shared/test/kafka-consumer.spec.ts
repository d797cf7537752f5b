// A reader of Kafka: nothing is skipped, nothing is said to be read before it was handled, and no crash ends it.
import assert from 'node:assert/strict'
import { createRequire } from 'node:module'
import { Registry } from 'prom-client'
import { until } from '../../../scripts/until.ts'
import { type EventSink, openEventSink } from '../kafka.ts'
import { makeKafka, partitioner } from '../kafka-client.ts'
import type { Received } from '../kafka-batch.ts'
import { startConsumer } from '../kafka-consumer.ts'
import type { Progress } from '../kafka-progress.ts'
import { givenDoor, givenKafka, type GivenKafka, log } from './given-kafka.ts'

const topic = 'letters'
const groupId = 'readers'
const sum = (numbers: number[]) => numbers.reduce((a, b) => a + b, 0)

describe('a reader of Kafka', () => {
  let kafka: GivenKafka
  let sink: EventSink
  let reader: AsyncDisposable
  let received: Received[]
  let progress: Progress[] = []
  let [asked, lastAskedAt] = [0, Date.now()]
  let handle: (batch: Received[]) => Promise<void>
  const registry = new Registry()
  const keep = async (batch: Received[]) => void received.push(...batch)

  before(async () => {
    kafka = await givenKafka()
    sink = openEventSink(kafka.place)
    reader = startConsumer({
      ...kafka.place,
      groupId,
      topics: [topic],
      handle: (batch) => handle(batch),
      async onProgress(now) {
        ;[progress, lastAskedAt] = [now, Date.now()]
        asked += 1
      },
      registry,
    })
  })
  after(async () => {
    await reader[Symbol.asyncDispose]()
    await sink[Symbol.asyncDispose]()
    await kafka.close()
  })
  beforeEach(() => {
    received = []
    handle = keep
  })

  const send = async (...values: string[]) => {
    for (const value of values) await sink.publish(topic, 'a', value)
  }
  const values = () => received.map(({ value }) => value)
  const reads = (...due: string[]) =>
    until(
      'all is read',
      async () => values(),
      (now) => due.every((value) => now.includes(value)),
    )
  const gauge = async (name: string) =>
    (await registry.getSingleMetric(name)!.get()).values[0]?.value
  const committed = async () =>
    sum((await kafka.read(groupId, topic)).map((offset) => Math.max(offset, 0)))

  it('hands on messages in order, by the name of the topic without the prefix', async () => {
    await send('one', 'two', 'three')
    await reads('three')
    assert.deepEqual(values(), ['one', 'two', 'three'])
    const [first, second] = received
    assert.deepEqual([first!.topic, first!.key], [topic, 'a'])
    assert.deepEqual([second!.partition, second!.offset], [first!.partition, first!.offset + 1])
  })

  it('hands on whatever bytes there are, and none', async () => {
    const producer = makeKafka(kafka.place).producer(partitioner)
    await producer.connect()
    const garbage = { key: Buffer.from([0xff, 0]), value: Buffer.from([0xc3, 0x28, 0]) }
    const messages = [
      { ...garbage, partition: 0 },
      { key: null, value: null, partition: 0 },
    ]
    await producer.send({ topic: kafka.prefix + topic, messages })
    await producer.disconnect()
    await until(
      'both are read',
      async () => received.length,
      (count) => count === 2,
    )
    assert.deepEqual(
      received.map(({ key, value }) => [key, value]),
      [
        ['\uFFFD\0', '\uFFFD(\0'],
        [null, null],
      ],
    )
  })

  it('has the same messages again until they are handled, and says so to Kafka only then', async () => {
    const before = await committed()
    let failures = 0
    handle = async (batch) => {
      if (++failures < 4) throw new Error('the database is away')
      await keep(batch)
    }
    await send('four')
    await until(
      'it has failed',
      async () => failures,
      (count) => count > 1,
    )
    assert.equal(await committed(), before)
    await send('five')
    await reads('four', 'five')
    assert.deepEqual(values(), ['four', 'five'])
    await until('it is said to be read', committed, (count) => count === before + 2)
  })

  it('tells how far it has come, and counts what it has not read', async () => {
    const isCaughtUp = async () => progress.length === 4 && progress.every((one) => one.isCaughtUp)
    await until('it is caught up', isCaughtUp, Boolean)
    assert.deepEqual([await gauge('kafka_consumer_lag'), await gauge('kafka_connected')], [0, 1])
    const gate = Promise.withResolvers<void>()
    handle = (batch) => gate.promise.then(() => keep(batch))
    await send('six', 'seven')
    await until(
      'it lags',
      () => gauge('kafka_consumer_lag'),
      (lag) => lag === 2,
    )
    const behind = progress.filter((one) => !one.isCaughtUp)
    assert.deepEqual(
      behind.map((one) => [one.topic, one.lag]),
      [[topic, 2]],
    )
    gate.resolve()
    await reads('seven')
    await until('it is caught up again', isCaughtUp, Boolean)
  })

  it('is handed what comes soon after each other at once', async () => {
    const sizes: number[] = []
    handle = async (batch) => {
      sizes.push(batch.length)
      await keep(batch)
    }
    const many = Array.from({ length: 30 }, (_, index) => `soon ${index}`)
    await send(...many)
    await reads('soon 29')
    assert.deepEqual(values(), many)
    assert.ok(sizes.length < 15, `${sizes.length} batches`)
  })

  it('asks seldom how far it has come while nothing comes', async () => {
    await until(
      'nothing comes',
      async () => Date.now() - lastAskedAt,
      (ms) => ms > 1_500,
    )
    const before = asked
    await send('at last')
    await reads('at last')
    await until(
      'it has asked again',
      async () => asked,
      (now) => now > before + 1,
      2_500,
    )
  })

  it('starts anew after a crash that kafkajs takes for final', async () => {
    const before = received.length
    await crash()
    await send('eight')
    await reads('eight')
    assert.deepEqual(values().slice(before), ['eight'])
  })

  it('outlives its connections', async () => {
    kafka.breakConnections()
    await until(
      'Kafka has it',
      () => send('nine').then(String, String),
      (end) => end === 'undefined',
    )
    await reads('nine')
  })

  it('waits for a Kafka that is not there yet, and stops at once in either case', async () => {
    const door = await givenDoor(kafka.brokers)
    const own = new Registry()
    const here: string[] = []
    const early = startConsumer({
      ...kafka.place,
      brokers: door.brokers,
      groupId: 'early',
      topics: ['early'],
      handle: async (batch) => void here.push(...batch.map(({ value }) => String(value))),
      registry: own,
    })
    await sink.publish('early', 'a', 'hello')
    assert.deepEqual(here, [])
    door.open()
    await until(
      'it is read',
      async () => here,
      ({ length }) => length === 1,
    )
    const began = Date.now()
    await early[Symbol.asyncDispose]()
    door.close()
    const never = startConsumer({
      ...kafka.place,
      brokers: '127.0.0.1:1',
      groupId: 'never',
      topics: ['early'],
      handle: async () => {},
      log,
      registry: new Registry(),
    })
    await never[Symbol.asyncDispose]()
    assert.ok(Date.now() - began < 15_000)
  })

  it('finishes what it handles when it is told to stop, and says that it was read', async () => {
    const before = await committed()
    const gate = Promise.withResolvers<void>()
    const began = Promise.withResolvers<void>()
    handle = (batch) => (began.resolve(), gate.promise.then(() => keep(batch)))
    await send('ten')
    await began.promise
    const stopped = reader[Symbol.asyncDispose]()
    gate.resolve()
    await stopped
    assert.deepEqual([values(), await committed()], [['ten'], before + 1])
  })
})

type Fetches = { prototype: { fetch(...args: unknown[]): Promise<unknown> } }

type Errors = { KafkaJSNonRetriableError: typeof Error }

/** The next fetch of any consumer fails in a way that kafkajs does not repeat. */
async function crash() {
  const require = createRequire(import.meta.url)
  const { prototype } = require('kafkajs/src/consumer/consumerGroup') as Fetches
  const { KafkaJSNonRetriableError } = require('kafkajs') as Errors
  const { fetch } = prototype
  const failed = new Promise<void>((resolve) => {
    prototype.fetch = async () => {
      prototype.fetch = fetch
      resolve()
      throw new KafkaJSNonRetriableError('a bug')
    }
  })
  await failed
}
