// Commands and answers on their way: from the outbox of who sends them into the queue of who reads them.
import assert from 'node:assert/strict'
import type { Knex } from 'knex'
import { v7 as uuidv7 } from 'uuid'
import { getPhase } from '../../../scripts/phases.ts'
import { dropQueues } from '../../../scripts/task/shop-queues.ts'
import { insertMessage, outbox, outboxPayload } from '../../shared/outbox.ts'
import { keepLine } from '../../shared/rabbit-line.ts'
import {
  deadQueueOf,
  declareQueue,
  retryQueueOf,
  usualRetries,
} from '../../shared/rabbit-topology.ts'
import { openRabbit, type Rabbit } from '../../shared/rabbit.ts'
import { relayOnce } from '../../shared/relay.ts'
import { givenRabbit, type GivenRabbit, log } from '../../shared/test/given-rabbit.ts'
import { givenDatabase } from '../../test/given-database.ts'
import { makeMessageRelay, newAnswer, newCommand } from '../message-outbox.ts'
import { readMessage } from '../messages.ts'
import { cartCommands, commandExchange, eventExchange, sagaEvents } from '../queues.ts'

describe('the queues of the shop', () => {
  const opened = new AsyncDisposableStack()
  let given: GivenRabbit
  let rabbit: Rabbit
  let db: Knex
  before(async () => {
    const database = await givenDatabase([outbox, outboxPayload])
    opened.defer(database.close)
    db = database.db
    given = await givenRabbit()
    opened.defer(given.close)
    rabbit = opened.use(openRabbit(given.place))
    for (const queue of [cartCommands, sagaEvents]) given.own(queue)
    const lines = keepLine(given.place, async ({ channel }) => {
      for (const queue of [cartCommands, sagaEvents]) {
        await declareQueue(channel, given.prefix, queue)
      }
    })
    await lines.open()
    await lines[Symbol.asyncDispose]()
  })
  after(() => opened.disposeAsync())

  const relayOf = (exchange: typeof eventExchange) =>
    makeMessageRelay({ db, exchange, rabbit, log })
  async function take(queue: string) {
    const { content, properties } = await given.take(queue)
    const { id, type, data } = readMessage(String(content))
    assert.deepEqual([properties.messageId, properties.type], [id, type])
    return { type, data }
  }

  it('bring a command to the one who obeys, once it is committed', async () => {
    const order = { orderId: uuidv7() }
    const insert = (trx: Knex.Transaction) =>
      insertMessage(trx, newCommand(cartCommands, 'clear.cart', order))
    const undone = db.transaction(async (trx) => {
      await insert(trx)
      throw new Error('undone')
    })
    await assert.rejects(undone, /undone/)
    await db.transaction(insert)
    await relayOnce(relayOf(commandExchange), order.orderId)
    assert.deepEqual(await take(cartCommands.name), { type: 'clear.cart', data: order })
    assert.equal(await given.waiting(cartCommands.name), 0)
    assert.equal((await db('outbox')).length, 0)
  })

  it('bring every kind of answer to the saga, those of one order in turn', async () => {
    const order = { orderId: uuidv7() }
    const types = ['items.reserved', 'payment.confirmed', 'cart.cleared'] as const
    await db.transaction(async (trx) => {
      for (const type of types) await insertMessage(trx, newAnswer(type, order))
    })
    while (await relayOnce(relayOf(eventExchange), order.orderId));
    for (const type of types) assert.deepEqual(await take(sagaEvents.name), { type, data: order })
  })

  it('are gone when a test shop is', async () => {
    const phase = getPhase(3)
    const ours = [cartCommands, sagaEvents]
    assert.deepEqual(
      [phase.queues, phase.exchanges],
      [ours.map(({ name }) => name), ours.map(({ exchange }) => exchange.name)],
    )
    await dropQueues(phase, given.url, given.prefix)
    const retryQueues = (name: string) => usualRetries.delaysMs.map((ms) => retryQueueOf(name, ms))
    for (const { name } of ours) {
      for (const queue of [name, deadQueueOf(name), ...retryQueues(name)]) {
        const channel = await given.administrator.createChannel()
        channel.on('error', () => {}) // what is not there ends the channel
        await assert.rejects(channel.checkQueue(given.prefix + queue), { code: 404 }, queue)
      }
    }
  })
})
