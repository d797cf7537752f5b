// The sink of events: what it says to have published is there, in order for each key, and Kafka may come and go.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { Registry } from 'prom-client'
import { until } from '../../../scripts/until.ts'
import { type EventSink, openEventSink } from '../kafka.ts'
import type { Received } from '../kafka-batch.ts'
import { startConsumer } from '../kafka-consumer.ts'
import { givenDoor, givenKafka, type GivenKafka } from './given-kafka.ts'

const sum = (numbers: number[]) => numbers.reduce((a, b) => a + b, 0)

describe('the sink of events', () => {
  let kafka: GivenKafka
  let sink: EventSink
  before(async () => {
    kafka = await givenKafka()
    sink = openEventSink(kafka.place)
  })
  after(async () => {
    await sink[Symbol.asyncDispose]()
    await kafka.close()
  })

  it('makes the topic that it needs, with four partitions', async () => {
    await sink.publish('first', 'a', 'one')
    assert.equal((await kafka.count('first')).length, 4)
  })

  it('has handed an event to Kafka when it says so', async () => {
    for (const due of [1, 2, 3]) {
      await sink.publish('counted', 'a', String(due))
      assert.equal(sum(await kafka.count('counted')), due)
    }
  })

  it('keeps the events of a key in order, whatever comes between', async () => {
    const keys = ['mug', 'pen', 'cap']
    const values = ['1', '2', '3', '4', '5']
    await Promise.all(
      keys.map(async (key) => {
        for (const value of values) await sink.publish('ordered', key, value)
      }),
    )
    const received: Received[] = []
    const reader = startConsumer({
      ...kafka.place,
      groupId: 'reader',
      topics: ['ordered'],
      handle: async (batch) => void received.push(...batch),
      registry: new Registry(),
    })
    await until(
      'all is read',
      async () => received.length,
      (count) => count === 15,
    )
    await reader[Symbol.asyncDispose]()
    for (const key of keys) {
      const told = received.filter((message) => message.key === key)
      assert.deepEqual(
        told.map(({ value }) => value),
        values,
      )
      assert.equal(new Set(told.map(({ partition }) => partition)).size, 1)
    }
  })

  it('says so within seconds when Kafka is away, and works again when it is back', async () => {
    const door = await givenDoor(kafka.brokers)
    const early = openEventSink({ ...kafka.place, brokers: door.brokers })
    try {
      const began = Date.now()
      await assert.rejects(early.publish('early', 'a', 'one'))
      assert.ok(Date.now() - began < 15_000)
      door.open()
      await early.publish('early', 'a', 'one')
      assert.equal(sum(await kafka.count('early')), 1)
    } finally {
      await early[Symbol.asyncDispose]()
      door.close()
    }
  })

  it('outlives its connections', async () => {
    await sink.publish('broken', 'a', 'one')
    kafka.breakConnections()
    const publish = () => sink.publish('broken', 'a', 'two').then(String, String)
    await until('it publishes again', publish, (outcome) => outcome === 'undefined')
    assert.ok(sum(await kafka.count('broken')) >= 2)
  })

  it('says so in time when somebody takes the connection and never answers', async () => {
    const sockets = new Set<Socket>()
    const silent = createServer((socket) => void sockets.add(socket.on('error', () => {})))
    silent.listen(0, '127.0.0.1')
    await once(silent, 'listening')
    const { port } = silent.address() as AddressInfo
    const waiting = openEventSink({ ...kafka.place, brokers: `127.0.0.1:${port}` })
    const began = Date.now()
    await assert.rejects(waiting.publish('silent', 'a', 'one'))
    assert.ok(Date.now() - began < 15_000)
    silent.close()
    for (const socket of sockets) socket.destroy()
    await waiting[Symbol.asyncDispose]()
  })

  it('opens nothing while nothing is published, and takes nothing when it is closed', async () => {
    let connections = 0
    const counting = createServer((socket) => {
      connections += 1
      socket.destroy()
    })
    counting.listen(0, '127.0.0.1')
    await once(counting, 'listening')
    const { port } = counting.address() as AddressInfo
    const idle = openEventSink({ ...kafka.place, brokers: `127.0.0.1:${port}` })
    await idle[Symbol.asyncDispose]()
    await assert.rejects(idle.publish('late', 'a', 'one'), /closed/)
    counting.close()
    await once(counting, 'close')
    assert.equal(connections, 0)
  })
})
