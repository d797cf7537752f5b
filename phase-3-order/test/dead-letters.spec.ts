// A dead letter from its death to its second life: a command that the cart could not handle is kept, and sent once more by
// an operator. One that the cart has handled after all changes nothing.
import assert from 'node:assert/strict'
import { pino } from 'pino'
import { Registry } from 'prom-client'
import { v7 as uuidv7 } from 'uuid'
import { until } from '../../scripts/until.ts'
import { type MessageData, newMessage } from '../contracts/messages.ts'
import { cartCommands } from '../contracts/queues.ts'
import { startQueueConsumer } from '../shared/rabbit-consumer.ts'
import { deadQueueOf } from '../shared/rabbit-topology.ts'
import { makeCartCommands } from '../services/cart/cart-commands.ts'
import { migrations } from '../services/cart/migrations.ts'
import {
  givenDeadLetters,
  type GivenDeadLetters,
} from '../services/order/test/given-dead-letters.ts'
import { givenDatabase } from './given-database.ts'

describe('a command that the cart could not handle', () => {
  const opened = new AsyncDisposableStack()
  let operator: GivenDeadLetters
  let cartdb: Awaited<ReturnType<typeof givenDatabase>>
  before(async () => {
    operator = await givenDeadLetters([cartCommands])
    opened.defer(operator.close)
    cartdb = await givenDatabase(migrations)
    opened.defer(cartdb.close)
    const deps = { db: cartdb.db, log: pino({ level: 'silent' }), registry: new Registry() }
    const { handle } = makeCartCommands({ ...deps, tell: async () => {} })
    const broker = { ...operator.place, registry: deps.registry }
    opened.use(
      startQueueConsumer({
        ...broker,
        queue: cartCommands,
        handle,
        retries: { delaysMs: [1_000, 5_000, 30_000], attempts: 1 },
      }),
    )
  })
  after(() => opened.disposeAsync())

  async function givenCart() {
    const [userId, productId] = [uuidv7(), uuidv7()]
    const row = { user_id: userId, product_id: productId, quantity: 1 }
    await cartdb.db('cart_lines').insert(row)
    return { userId, lines: [{ productId, quantity: 1 }], orderId: uuidv7() }
  }
  const reservedBy = async ({ userId }: { userId: string }) =>
    (await cartdb.db('cart_lines').where({ user_id: userId }).first('reserved_by')).reserved_by
  const answers = async (orderId: string) =>
    (await cartdb.db('outbox').where({ destination: 'shop.events', key: orderId })).length

  async function letDie(message: { id: string; type: string }) {
    const options = { messageId: message.id, type: message.type, persistent: true }
    const queue = operator.prefix + deadQueueOf(cartCommands.name)
    operator.channel.sendToQueue(queue, Buffer.from(JSON.stringify(message)), options)
    return untilKept(message.id)
  }
  async function untilKept(id: string) {
    const isIt = (one: { messageId: string }) => one.messageId === id
    const items = await operator.untilListed('it is kept', (all) => all.some(isIt))
    return items.find(isIt)!
  }
  const publish = (message: { id: string; type: string }) =>
    operator.channel.sendToQueue(
      operator.prefix + cartCommands.name,
      Buffer.from(JSON.stringify(message)),
      { messageId: message.id, type: message.type },
    )
  const untilReserved = (order: MessageData<'reserve.items'>) =>
    until(
      'the line is reserved',
      () => reservedBy(order),
      (by) => by === order.orderId,
    )

  it('is done when it is replayed after what stood in its way is mended', async () => {
    const order = await givenCart()
    const message = newMessage('reserve.items', order)
    await cartdb.db.raw('alter table reservations rename to broken')
    publish(message)
    const letter = await untilKept(message.id)
    assert.match(String(letter['error']), /reservations/)
    await cartdb.db.raw('alter table broken rename to reservations')
    assert.equal(await reservedBy(order), null)
    assert.equal((await operator.send('POST', `/${letter.id}/replay`)).status, 200)
    await untilReserved(order)
    assert.equal(await answers(order.orderId), 1)
  })

  it('changes nothing when it is replayed although it was done', async () => {
    const order = await givenCart()
    const message = newMessage('reserve.items', order)
    publish(message)
    await untilReserved(order)
    const release = newMessage('release.items', { orderId: order.orderId })
    publish(release)
    await until(
      'it is given back',
      () => reservedBy(order),
      (by) => by === null,
    )
    for (const done of [message, release]) {
      const letter = await letDie(done)
      assert.equal((await operator.send('POST', `/${letter.id}/replay`)).status, 200)
    }
    const next = await givenCart()
    publish(newMessage('reserve.items', next))
    await untilReserved(next)
    await operator.untilEmpty(cartCommands.name)
    assert.equal(await reservedBy(order), null)
    assert.equal(await answers(order.orderId), 2)
  })
})
