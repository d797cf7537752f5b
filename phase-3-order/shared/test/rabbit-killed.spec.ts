// RabbitMQ is killed under load, and started again: what was confirmed is there, and everybody comes back by himself.
import assert from 'node:assert/strict'
import { Registry } from 'prom-client'
import { startOwn } from '../../../scripts/infra/infra.ts'
import { until } from '../../../scripts/until.ts'
import { startQueueConsumer } from '../rabbit-consumer.ts'
import { openRabbit } from '../rabbit.ts'
import { givenRabbit, letters, queueFor } from './given-rabbit.ts'

describe('when RabbitMQ is killed', function () {
  this.timeout(120_000)
  const opened = new AsyncDisposableStack()
  after(() => opened.disposeAsync())

  it('nothing is lost that it had confirmed, and writers and readers come back', async () => {
    const server = opened.use(await startOwn('rabbitmq'))
    const given = await givenRabbit(server.address)
    given.administrator.on('error', () => {}) // goes down with the server
    const rabbit = openRabbit(given.place)
    const received = new Set<string>()
    const reader = startQueueConsumer({
      ...given.place,
      queue: queueFor('inbox'),
      handle: async ({ id }) => void received.add(id),
      registry: new Registry(),
    })
    opened.defer(async () => {
      await reader[Symbol.asyncDispose]()
      await rabbit[Symbol.asyncDispose]()
    })
    const state = (one: { check(): Promise<void> }) => one.check().then(() => 'ready', String)
    const untilBoth = (what: string, isWanted: (state: string) => boolean) =>
      until(
        what,
        async () => [await state(rabbit), await state(reader)],
        (states) => states.every(isWanted),
      )
    await untilBoth('both are connected', (now) => now === 'ready')

    const confirmed = new Set<string>()
    const over = new AbortController()
    const writers = [1, 2, 3, 4].map(async (writer) => {
      for (let turn = 0; !over.signal.aborted; turn++) {
        const id = `${writer}-${turn}`
        const message = { exchange: letters, routingKey: 'inbox.new', id, type: 'letter', body: '' }
        await rabbit.publish(message).then(
          () => confirmed.add(id),
          () => {},
        )
      }
    })
    const untilConfirmed = (more: number) => {
      const due = confirmed.size + more
      const look = async () => confirmed.size
      return until(`${more} more are confirmed`, look, (count) => count >= due)
    }
    await untilConfirmed(100)
    await server.outage!.begin()
    await untilBoth('both know', (now) => now.includes('no connection'))
    await server.outage!.end()
    await untilBoth('both are connected again', (now) => now === 'ready')
    await untilConfirmed(100)
    over.abort()
    await Promise.all(writers)
    const missing = async () => [...confirmed].filter((id) => !received.has(id))
    await until('all have arrived', missing, ({ length }) => length === 0)
    assert.ok(confirmed.size >= 200)
  })
})
