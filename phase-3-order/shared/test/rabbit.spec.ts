// The way out to RabbitMQ: what it says to have published is in its queue, and RabbitMQ may come and go.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { until } from '../../../scripts/until.ts'
import { keepLine } from '../rabbit-line.ts'
import { declareQueue, everyQueue, type Queue } from '../rabbit-topology.ts'
import { largestBytes, openRabbit, type Outgoing, type Rabbit } from '../rabbit.ts'
import { givenRabbit, type GivenRabbit, givenWire, letters, log, queueFor } from './given-rabbit.ts'

/** Shorter than usual, since some tests have to wait for its end. */
const patienceMs = 1_000

describe('the way out to RabbitMQ', () => {
  let given: GivenRabbit
  let rabbit: Rabbit
  let queue: Queue
  before(async () => {
    given = await givenRabbit()
    rabbit = openRabbit(given.place)
    queue = given.own(queueFor('post'))
    const lines = keepLine(given.place, ({ channel }) => declareQueue(channel, given.prefix, queue))
    await lines.open()
    await lines[Symbol.asyncDispose]()
  })
  after(async () => {
    await rabbit[Symbol.asyncDispose]()
    await given.close()
  })
  beforeEach(() => given.channel.purgeQueue(given.prefix + queue.name))

  const letter = (body: string, more: Partial<Outgoing> = {}): Outgoing => ({
    exchange: letters,
    routingKey: 'post.new',
    id: 'one',
    type: 'letter',
    body,
    ...more,
  })
  const publishAtLast = (to: Rabbit, message: Outgoing) =>
    until(
      'it publishes again',
      () => to.publish(message).then(String, String),
      (outcome) => outcome === 'undefined',
    )

  it('has put a message into its queue when it says so, to stay there', async () => {
    await rabbit.publish(letter('hello', { id: 'id-1' }))
    const { content, properties } = await given.take(queue.name)
    assert.equal(String(content), 'hello')
    assert.deepEqual([properties.messageId, properties.type], ['id-1', 'letter'])
    assert.equal(properties.deliveryMode, 2)
  })

  it('reaches a queue by its name as well', async () => {
    await rabbit.publish(letter('direct', { exchange: everyQueue, routingKey: queue.name }))
    assert.equal(String((await given.take(queue.name)).content), 'direct')
  })

  it('says so when a message belongs into no queue', async () => {
    await assert.rejects(rabbit.publish(letter('lost', { routingKey: 'nobody' })), /no queue takes/)
    const missing = letter('lost', { exchange: everyQueue, routingKey: 'nobody' })
    await assert.rejects(rabbit.publish(missing), /no queue takes/)
  })

  it('tells those that arrived from those that did not, also of one id and at the same time', async () => {
    const outcomes = await Promise.allSettled(
      ['post.a', 'nobody', 'post.b', 'nobody', 'post.c'].map((routingKey) =>
        rabbit.publish(letter('twin', { routingKey })),
      ),
    )
    assert.deepEqual(
      outcomes.map(({ status }) => status),
      ['fulfilled', 'rejected', 'fulfilled', 'rejected', 'fulfilled'],
    )
  })

  it('refuses what is too large, and goes on', async () => {
    const large = letter('x'.repeat(largestBytes + 1))
    await assert.rejects(rabbit.publish(large), /larger than/)
    await rabbit.publish(letter('small'))
    assert.equal(String((await given.take(queue.name)).content), 'small')
  })

  it('survives what RabbitMQ closes a channel for', async () => {
    given.own({ name: 'other', exchange: { name: 'other', kind: 'direct' }, routingKeys: [] }, [])
    await given.channel.assertExchange(`${given.prefix}other`, 'fanout')
    const other = letter('odd', { exchange: { name: 'other', kind: 'direct' } })
    await assert.rejects(rabbit.publish(other))
    await publishAtLast(rabbit, letter('even'))
    assert.equal(String((await given.take(queue.name)).content), 'even')
  })

  it('says so in time when RabbitMQ is away, and connects again when it is back', async () => {
    const wire = await givenWire(given.url)
    const own = openRabbit({ ...given.place, url: wire.url, patienceMs })
    try {
      await assert.rejects(own.check(), /no connection/)
      const began = Date.now()
      await assert.rejects(own.publish(letter('early')))
      assert.ok(Date.now() - began < 10_000)
      for (let round = 0; round < 2; round++) {
        wire.open()
        await publishAtLast(own, letter('again'))
        await own.check()
        wire.cut()
        const away = () => own.check().then(String, (error: Error) => error.message)
        await until('it knows', away, (outcome) => outcome.includes('no connection'))
      }
    } finally {
      await own[Symbol.asyncDispose]()
      wire.cut()
    }
  })

  it('never sends what it has given up while RabbitMQ was away', async () => {
    const wire = await givenWire(given.url)
    const own = openRabbit({ ...given.place, url: wire.url, patienceMs })
    try {
      await assert.rejects(own.publish(letter('given up')), /not answered/)
      wire.open()
      const check = () => own.check().then(String, String)
      await until('it is connected', check, (outcome) => outcome === 'undefined')
      await own.publish(letter('sent'))
      assert.equal(String((await given.take(queue.name)).content), 'sent')
      assert.equal(await given.waiting(queue.name), 0)
    } finally {
      await own[Symbol.asyncDispose]()
      wire.cut()
    }
  })

  it('takes a new connection when the old one hears nothing any more', async () => {
    const wire = await givenWire(given.url)
    wire.open()
    const own = openRabbit({ ...given.place, url: wire.url, patienceMs })
    try {
      await own.publish(letter('before'))
      wire.freeze()
      const began = Date.now()
      await assert.rejects(own.publish(letter('into the void')), /not answered/)
      await publishAtLast(own, letter('after'))
      assert.ok(Date.now() - began < 15_000) // by its heartbeat alone it would take 20 s
    } finally {
      await own[Symbol.asyncDispose]()
      wire.cut()
    }
  })

  it('keeps no process alive that has closed it while RabbitMQ answers nothing', async () => {
    const timers = async () =>
      process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length
    const wire = await givenWire(given.url)
    wire.open()
    const before = await timers()
    const own = openRabbit({ ...given.place, url: wire.url, patienceMs })
    await own.publish(letter('before'))
    wire.freeze()
    await own[Symbol.asyncDispose]()
    await until('its timers are gone', timers, (now) => now <= before, 5_000)
    wire.cut()
  })

  it('is not ready while RabbitMQ is short of memory, and sends nothing until it is not', async () => {
    const wire = await givenWire(given.url)
    wire.open()
    const own = openRabbit({ ...given.place, url: wire.url, patienceMs })
    try {
      await own.publish(letter('before'))
      wire.say(60, 'low on memory')
      const check = () => own.check().then(String, (error: Error) => error.message)
      await until('it is blocked', check, (outcome) => outcome.includes('takes nothing'))
      await assert.rejects(own.publish(letter('meanwhile')), /takes nothing/)
      wire.say(61)
      await until('it is not', check, (outcome) => outcome === 'undefined')
      await own.publish(letter('after'))
      assert.equal(wire.connections(), 1)
      assert.equal(await given.waiting(queue.name), 2)
    } finally {
      await own[Symbol.asyncDispose]()
      wire.cut()
    }
  })

  it('says so in time when somebody takes the connection and never answers', async () => {
    const sockets = new Set<Socket>()
    const silent = createServer((socket) => void sockets.add(socket.on('error', () => {})))
    silent.listen(0, '127.0.0.1')
    await once(silent, 'listening')
    const { port } = silent.address() as AddressInfo
    const waiting = openRabbit({ ...given.place, url: `amqp://127.0.0.1:${port}`, patienceMs })
    const began = Date.now()
    await assert.rejects(waiting.publish(letter('silent')), /not answered/)
    assert.ok(Date.now() - began < 10_000)
    for (const socket of sockets) socket.destroy()
    silent.close()
    await waiting[Symbol.asyncDispose]()
  })

  it('opens nothing while nobody asks for it, and takes nothing when it is closed', async () => {
    const wire = await givenWire(given.url)
    wire.open()
    const idle = openRabbit({ url: wire.url, prefix: given.prefix, name: 'idle', log })
    await idle[Symbol.asyncDispose]()
    await assert.rejects(idle.publish(letter('late')), /closed/)
    await assert.rejects(idle.check(), /closed/)
    assert.equal(wire.connections(), 0)
    wire.cut()
  })
})
