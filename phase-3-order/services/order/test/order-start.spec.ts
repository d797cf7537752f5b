// order-service as a whole: three ports, its own database, and neighbours that come and go.
import assert from 'node:assert/strict'
import { v7 as uuidv7 } from 'uuid'
import { until } from '../../../../scripts/until.ts'
import { readMessage } from '../../../contracts/messages.ts'
import { cartCommands, commandExchange } from '../../../contracts/queues.ts'
import { declareQueue, usualRetries } from '../../../shared/rabbit-topology.ts'
import { givenProcess, type GivenProcess } from './given-order-process.ts'

describe('order-service', () => {
  let shop: GivenProcess
  before(async () => {
    shop = await givenProcess()
    await becomesReady(200)
  })
  after(() => shop.close())

  const becomesReady = (status: number) =>
    until(
      `readiness is ${status}`,
      async () => (await shop.ops('/health/ready')).status,
      (now) => now === status,
    )

  it('promises at once, whoever is away, and tells other services of the order', async () => {
    const userId = uuidv7()
    const { status, body } = await shop.checkOut(userId)
    assert.deepEqual([status, body.status], [201, 'pending'])
    assert.deepEqual(await shop.client.findOrder(userId, body.id), { status: 'pending' })
    await assert.rejects(shop.client.findOrder(uuidv7(), body.id), { kind: 'not_found' })
    await assert.rejects(shop.client.findOrder('nobody', body.id), { kind: 'invalid' })
  })

  it('is not ready while RabbitMQ is away, promises all the same, and commands later', async () => {
    shop.wire.cut()
    await becomesReady(503)
    assert.equal((await shop.ops('/health/live')).status, 200)
    const { status, body } = await shop.checkOut(uuidv7())
    assert.equal(status, 201)
    await declareQueue(shop.rabbit.channel, shop.rabbit.prefix, cartCommands, usualRetries)
    shop.wire.open()
    await becomesReady(200)
    const commanded = async () => {
      const message = await shop.rabbit.take(cartCommands.name)
      return readMessage(String(message.content)).data.orderId
    }
    await until('the cart is told to reserve', commanded, (orderId) => orderId === body.id)
    const left = () => shop.db('outbox').where({ destination: commandExchange.name })
    await until('nothing is left to be sent', left, ({ length }) => length === 0)
  })

  it('shows dead letters to operators only', async () => {
    const { status, body } = await shop.send(uuidv7(), 'GET', '/admin/dead-letters')
    assert.deepEqual([status, body.code], [403, 'forbidden'])
  })

  it('measures its sagas', async () => {
    const unfinished = async () => {
      const metrics = await (await shop.ops('/metrics')).text()
      return Number(/^sagas_unfinished\{[^}]*\} (\d+)$/m.exec(metrics)?.[1])
    }
    await until('both are counted', unfinished, (count) => count === 2)
  })

  it('promises nothing while it cannot read the cart', async () => {
    await shop.carts[Symbol.asyncDispose]()
    const userId = uuidv7()
    const { status, body } = await shop.checkOut(userId)
    assert.deepEqual([status, body.code], [503, 'unavailable'])
    assert.equal(await shop.db('orders').where({ user_id: userId }).first(), undefined)
  })

  it('takes nothing more when it is told to stop, and is gone when it says so', async () => {
    await shop.stop()
    await assert.rejects(shop.checkOut(uuidv7()), /fetch failed/)
    await assert.rejects(shop.client.findOrder(uuidv7(), uuidv7()), { kind: 'unavailable' })
    await assert.rejects(shop.ops('/health/live'), /fetch failed/)
  })
})
