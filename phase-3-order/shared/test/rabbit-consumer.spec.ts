// A reader of RabbitMQ: no message is lost, none is tried for ever, none stands in the way of others, and no crash ends it.
import assert from 'node:assert/strict'
import { Registry } from 'prom-client'
import { until } from '../../../scripts/until.ts'
import { AppError } from '../errors.ts'
import { type DeadLetter, startDeadLetterReader } from '../rabbit-dead.ts'
import { type Delivery, startQueueConsumer } from '../rabbit-consumer.ts'
import type { QueueReader } from '../rabbit-reader.ts'
import { deadQueueOf, everyQueue, type Queue, retryQueueOf } from '../rabbit-topology.ts'
import { largestBytes, openRabbit, type Rabbit } from '../rabbit.ts'
import { givenRabbit, type GivenRabbit, givenWire, queueFor } from './given-rabbit.ts'

const retries = { delaysMs: [20, 40, 80], attempts: 4 }

describe('a reader of RabbitMQ', () => {
  let given: GivenRabbit
  let rabbit: Rabbit
  let reader: QueueReader
  let received: Delivery[]
  let handle: (delivery: Delivery) => Promise<void>
  const queue: Queue = queueFor('inbox')
  const registry = new Registry()
  const keep = async (delivery: Delivery) => void received.push(delivery)
  const read = (more: { url?: string; queue?: Queue; prefetch?: number } = {}) =>
    startQueueConsumer({
      ...given.place,
      queue,
      handle: (delivery) => handle(delivery),
      registry,
      retries,
      ...more,
    })

  before(async () => {
    given = await givenRabbit()
    given.own(queue, retries.delaysMs)
    rabbit = openRabbit(given.place)
    reader = read({ prefetch: 3 })
    await untilReady(reader)
  })
  after(async () => {
    await reader[Symbol.asyncDispose]()
    await rabbit[Symbol.asyncDispose]()
    await given.close()
  })
  beforeEach(() => {
    received = []
    handle = keep
  })

  const untilReady = (one: QueueReader) =>
    until(
      'it reads',
      () => one.check().then(String, String),
      (outcome) => outcome === 'undefined',
    )
  const send = (id: string, to = queue.name) =>
    rabbit.publish({ exchange: everyQueue, routingKey: to, id, type: 'letter', body: `${id}!` })
  const untilReceived = (count: number) =>
    until(
      `${count} are received`,
      async () => received.length,
      (now) => now >= count,
    )
  const dead = () => given.take(deadQueueOf(queue.name))
  const deadLetters = async () =>
    (await registry.getSingleMetric('dead_letters_total')!.get()).values[0]?.value ?? 0

  it('hands on what comes, and it is gone when it was handled', async () => {
    await send('one')
    await untilReceived(1)
    assert.deepEqual(received, [{ id: 'one', type: 'letter', body: 'one!', attempts: 1 }])
    await given.untilEmpty(queue.name)
  })

  it('handles no more at the same time than it was told to', async () => {
    const gate = Promise.withResolvers<void>()
    let atOnce = 0
    let most = 0
    handle = async (delivery) => {
      most = Math.max(most, ++atOnce)
      await gate.promise
      atOnce--
      await keep(delivery)
    }
    await Promise.all(['a', 'b', 'c', 'd', 'e'].map((id) => send(id)))
    await until(
      'three are handled',
      async () => atOnce,
      (count) => count >= 3,
    )
    await until(
      'two wait for their turn',
      () => given.waiting(queue.name),
      (count) => count === 2,
    )
    gate.resolve()
    await untilReceived(5)
    assert.equal(most, 3)
  })

  it('tries again what may work later, and counts', async () => {
    const attempts: number[] = []
    handle = async (delivery) => {
      attempts.push(delivery.attempts)
      if (delivery.attempts < 3) throw new Error('the database is away')
      await keep(delivery)
    }
    await send('later')
    await untilReceived(1)
    assert.deepEqual(attempts, [1, 2, 3])
    assert.deepEqual(received[0], { id: 'later', type: 'letter', body: 'later!', attempts: 3 })
  })

  it('goes on with others meanwhile', async () => {
    handle = async (delivery) => {
      if (delivery.id === 'bad' && delivery.attempts < 4) throw new Error('not yet')
      await keep(delivery)
    }
    await send('bad')
    await send('good')
    await untilReceived(2)
    assert.deepEqual(
      received.map(({ id }) => id),
      ['good', 'bad'],
    )
  })

  it('puts aside, with the reason, what has failed often enough', async () => {
    const before = await deadLetters()
    let attempts = 0
    handle = async () => {
      attempts++
      throw new Error('the database is away')
    }
    await send('hopeless')
    const { content, properties } = await dead()
    assert.equal(attempts, 4)
    assert.deepEqual([String(content), properties.messageId], ['hopeless!', 'hopeless'])
    const { 'x-attempts': tries, 'x-error-code': code, 'x-error': why } = properties.headers ?? {}
    assert.deepEqual([tries, code, why], [4, 'failed', 'the database is away'])
    await until('it is counted', deadLetters, (count) => count === before + 1)
  })

  it('puts aside at once what can never be handled', async () => {
    let attempts = 0
    handle = async () => {
      attempts++
      throw new AppError('invalid', 'this is no letter', { code: 'letter_garbage' })
    }
    await send('garbage')
    const { properties } = await dead()
    assert.equal(attempts, 1)
    assert.equal(properties.headers?.['x-error-code'], 'letter_garbage')
    assert.equal(properties.headers?.['x-error'], 'this is no letter')
  })

  it('hands on bytes that are no text, without id or type', async () => {
    given.channel.sendToQueue(given.prefix + queue.name, Buffer.from([0xc3, 0x28, 0]), {
      headers: { 'x-attempts': 'many' },
    })
    await untilReceived(1)
    assert.deepEqual(received, [{ id: '', type: '', body: '\uFFFD(\0', attempts: 1 }])
  })

  it('puts aside what is too large without looking at it, as it came', async () => {
    const large = Buffer.alloc(largestBytes + 1, 'x')
    given.channel.sendToQueue(given.prefix + queue.name, large, { messageId: 'large' })
    const { content, properties } = await dead()
    assert.ok(content.equals(large))
    assert.equal(properties.headers?.['x-error-code'], 'message_too_large')
    assert.deepEqual(received, [])
  })

  it('puts aside what has grown by being read: an id of bytes that are no text', async () => {
    handle = async () => {
      throw new AppError('invalid', 'this is no letter', { code: 'letter_garbage' })
    }
    await given.sendNoText(queue.name, 200)
    const { properties } = await dead()
    assert.equal(properties.messageId, '\uFFFD'.repeat(85))
  })

  it('waits longer each time, and never for the same time as others', async () => {
    const slow = given.own(queueFor('slow'), [600_000, 900_000])
    handle = async () => {
      throw new Error('not now')
    }
    const one = startQueueConsumer({
      ...given.place,
      queue: slow,
      handle: (delivery) => handle(delivery),
      registry,
      retries: { delaysMs: [600_000, 900_000], attempts: 9 },
    })
    await untilReady(one)
    const publish = (id: string, attempts: number) =>
      rabbit.publish({
        exchange: everyQueue,
        routingKey: slow.name,
        id,
        type: 'letter',
        body: '',
        headers: { 'x-attempts': attempts },
      })
    const delays = async (queueName: string) => {
      const found = []
      for (let i = 0; i < 5; i++)
        found.push(Number((await given.take(queueName)).properties.expiration))
      return found
    }
    await Promise.all(['a', 'b', 'c', 'd', 'e'].map((id) => publish(id, 0)))
    const first = await delays(retryQueueOf(slow.name, 600_000))
    assert.ok(first.every((ms) => ms >= 300_000 && ms <= 600_000))
    assert.ok(new Set(first).size > 1)
    await Promise.all(['a', 'b', 'c', 'd', 'e'].map((id) => publish(id, 7)))
    const last = await delays(retryQueueOf(slow.name, 900_000))
    assert.ok(last.every((ms) => ms >= 450_000 && ms <= 900_000))
    await one[Symbol.asyncDispose]()
  })

  it('reads on when somebody has deleted its queue', async () => {
    await given.channel.deleteQueue(given.prefix + queue.name)
    const there = () => send('anew').then(String, String)
    await until('the queue is there again', there, (outcome) => outcome === 'undefined')
    await untilReceived(1)
    assert.equal(received[0]!.id, 'anew')
  })

  it('finishes what it handles when it is told to stop, and takes nothing more', async () => {
    await reader[Symbol.asyncDispose]()
    reader = read({ prefetch: 1 }) // so the next one would come when the last one is handled, not sooner
    await untilReady(reader)
    const gate = Promise.withResolvers<void>()
    const began = Promise.withResolvers<void>()
    handle = (delivery) => (began.resolve(), gate.promise.then(() => keep(delivery)))
    await send('last')
    await began.promise
    let isStopped = false
    const stopped = reader[Symbol.asyncDispose]().then(() => void (isStopped = true))
    await send('next')
    for (let round = 0; round < 10; round++) await given.waiting(queue.name) // time to stop too early
    assert.equal(isStopped, false)
    gate.resolve()
    await stopped
    assert.deepEqual(
      received.map(({ id }) => id),
      ['last'],
    )
    assert.equal(await given.waiting(queue.name), 1)
    handle = keep
    reader = read({ prefetch: 3 })
    await untilReceived(2)
    assert.equal(received[1]!.id, 'next')
  })

  it('has what it had in hand again after its connection broke', async () => {
    await reader[Symbol.asyncDispose]()
    const wire = await givenWire(given.url)
    const gate = Promise.withResolvers<void>()
    const began: number[] = []
    handle = async (delivery) => {
      began.push(delivery.attempts)
      if (began.length === 1) await gate.promise
      await keep(delivery)
    }
    reader = read({ url: wire.url, prefetch: 3 })
    await assert.rejects(reader.check(), /no connection/)
    wire.open()
    await untilReady(reader)
    await send('twice')
    await until(
      'it has it',
      async () => began.length,
      (count) => count === 1,
    )
    wire.cut()
    await until(
      'it knows',
      () => reader.check().then(String, String),
      (end) => end !== 'undefined',
    )
    wire.open()
    await untilReceived(1)
    gate.resolve() // acknowledges a message of a connection that is gone: no harm to the new one
    await untilReceived(2)
    assert.deepEqual(began, [1, 1]) // RabbitMQ's doing does not count as an attempt
    await send('afterwards')
    await untilReceived(3)
    await given.untilEmpty(queue.name)
    await reader[Symbol.asyncDispose]()
    wire.cut()
  })

  it('stops at once while RabbitMQ is not there', async () => {
    const began = Date.now()
    const never = read({ url: 'amqp://127.0.0.1:1' })
    await never[Symbol.asyncDispose]()
    assert.ok(Date.now() - began < 10_000)
  })

  it('hands on what was put aside until somebody keeps it', async () => {
    const kept: DeadLetter[] = []
    let refusals = 1
    handle = async () => {
      throw new AppError('invalid', 'never', { code: 'letter_garbage' })
    }
    reader = read()
    const undertaker = startDeadLetterReader({
      ...given.place,
      queue,
      retries,
      async keep(letter) {
        if (refusals-- > 0) throw new Error('the database is away')
        kept.push(letter)
      },
    })
    await send('dead')
    await until(
      'it is kept',
      async () => kept.length,
      (count) => count === 1,
    )
    const reason = { code: 'letter_garbage', message: 'never', attempts: 1 }
    assert.deepEqual(kept, [{ id: 'dead', type: 'letter', body: Buffer.from('dead!'), reason }])
    await undertaker[Symbol.asyncDispose]()
    await given.untilEmpty(deadQueueOf(queue.name))
  })
})
