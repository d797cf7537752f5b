// cart-service as a whole: three ports, its own database, and neighbours that come and go.
import assert from 'node:assert/strict'
import { v7 as uuidv7 } from 'uuid'
import { until } from '../../../../scripts/until.ts'
import { cartCommands } from '../../../contracts/queues.ts'
import { deadQueueOf } from '../../../shared/rabbit-topology.ts'
import { givenProcess, type GivenProcess } from './given-process.ts'

describe('cart-service', () => {
  let shop: GivenProcess
  beforeEach(async () => {
    shop = await givenProcess()
    await becomesReady(200)
  })
  afterEach(() => shop.close())

  const readiness = async () => (await shop.ops('/health/ready')).status
  const becomesReady = (status: number) =>
    until(`readiness is ${status}`, readiness, (now) => now === status)

  it('answers customers by REST and other services by gRPC, about the same cart', async () => {
    const userId = uuidv7()
    const { status, body } = await shop.putMug(userId)
    assert.deepEqual([status, body.totalCents], [200, 1800])
    assert.deepEqual(await shop.client.getCart(userId), body)
  })

  it('does what an order tells it to, and answers', async () => {
    const [userId, orderId, mug] = [uuidv7(), uuidv7(), uuidv7()]
    await shop.putMug(userId, mug)
    const lines = [{ productId: mug, quantity: 2 }]
    await shop.orders.command('reserve.items', { orderId, userId, lines })
    await shop.orders.hears('items.reserved', orderId)
    const refused = await shop.send(userId, 'DELETE', '/cart')
    assert.deepEqual([refused.status, refused.body.code], [409, 'cart_locked'])
    await shop.orders.command('clear.cart', { orderId })
    await shop.orders.hears('cart.cleared', orderId)
    assert.deepEqual((await shop.send(userId, 'GET', '/cart')).body.items, [])
  })

  it('puts aside what is no command, with the reason, and goes on', async () => {
    const orderId = uuidv7()
    await shop.orders.send('reserve.items', uuidv7(), '{"id":')
    const { properties } = await shop.rabbit.take(deadQueueOf(cartCommands.name))
    assert.equal(properties.headers?.['x-error-code'], 'message_garbage')
    await shop.orders.command('release.items', { orderId })
    await shop.orders.hears('items.released', orderId)
  })

  it('is not ready while RabbitMQ is away, serves customers all the same, and obeys later', async () => {
    const [userId, orderId] = [uuidv7(), uuidv7()]
    shop.wire.cut()
    await becomesReady(503)
    assert.equal((await shop.ops('/health/live')).status, 200)
    assert.equal((await shop.putMug(userId)).status, 200)
    await shop.orders.command('release.items', { orderId })
    shop.wire.open()
    await becomesReady(200)
    await shop.orders.hears('items.released', orderId)
  })

  it('has metrics of both, and of what it asks others', async () => {
    const userId = uuidv7()
    await shop.putMug(userId)
    await shop.client.getCart(userId)
    const wanted = [
      /^http_request_duration_seconds_count\{.*route="\/cart\/items\/:productId".* 1$/m,
      /^grpc_server_handled_seconds_count\{.*method="cart.v1.CartService\/GetCart".* 1$/m,
      /^grpc_client_handled_seconds_count\{.*method="product.v1.ProductService\/GetProduct".* 1$/m,
      /^db_pool_used\{service="cart-service"\} 0$/m,
    ]
    const missing = async () => {
      const metrics = await (await shop.ops('/metrics')).text()
      return wanted.filter((series) => !series.test(metrics)).map(String)
    }
    await until('all are counted', missing, ({ length }) => length === 0)
  })

  it('has a health of its own: the others may be away', async () => {
    await shop.keys.die()
    await shop.catalogue[Symbol.asyncDispose]()
    await becomesReady(200)
    assert.equal((await shop.ops('/health/live')).status, 200)
  })

  it('is not ready while its database is gone, and recovers without being restarted', async () => {
    const userId = uuidv7()
    await shop.putMug(userId)
    await shop.allowDatabase(false)
    await becomesReady(503)
    const answer = await shop.send(userId, 'GET', '/cart')
    assert.deepEqual([answer.status, answer.headers.get('retry-after')], [503, '1'])
    await assert.rejects(shop.client.getCart(userId), { kind: 'unavailable' })
    assert.equal((await shop.ops('/health/live')).status, 200)
    await shop.allowDatabase(true)
    await becomesReady(200)
    assert.equal((await shop.send(userId, 'GET', '/cart')).body.items?.length, 1)
  })

  it('asks customers to come again while it has no keys, instead of sending them to the login', async () => {
    shop.keys.answer = 'an error'
    const early = await shop.send(uuidv7(), 'GET', '/cart')
    assert.deepEqual([early.status, early.body.code], [503, 'unavailable'])
    assert.deepEqual(
      [early.headers.get('retry-after'), early.headers.get('www-authenticate')],
      ['1', null],
    )
    shop.keys.answer = 'keys'
    assert.equal((await shop.send(uuidv7(), 'GET', '/cart')).status, 200)
  })

  it('goes on with the keys it has when nobody is there to ask for them', async () => {
    const userId = uuidv7()
    await shop.send(userId, 'GET', '/cart')
    await shop.keys.die()
    assert.equal((await shop.putMug(userId)).status, 200)
  })

  it('does without the catalogue where it needs none, and says so where it does', async () => {
    const [shopper, visitor] = [uuidv7(), uuidv7()]
    await shop.putMug(shopper)
    await shop.catalogue[Symbol.asyncDispose]()
    const { status, headers, body } = await shop.send(shopper, 'GET', '/cart')
    assert.deepEqual([status, body.code, headers.get('retry-after')], [503, 'unavailable', '1'])
    assert.equal((await shop.putMug(shopper)).status, 503)
    assert.equal((await shop.send(visitor, 'GET', '/cart')).status, 200)
    const orderId = uuidv7()
    await shop.orders.command('release.items', { orderId })
    await shop.orders.hears('items.released', orderId)
  })

  it('takes nothing more when it is told to stop, and is gone when it says so', async () => {
    const { client } = shop
    await shop.stop()
    await assert.rejects(client.getCart(uuidv7()), { kind: 'unavailable' })
    await assert.rejects(shop.send(uuidv7(), 'GET', '/cart'), /fetch failed/)
    await assert.rejects(shop.ops('/health/live'), /fetch failed/)
  })
})
