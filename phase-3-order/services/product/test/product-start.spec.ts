// product-service as a whole: three ports, and a database of its own that comes and goes.
import assert from 'node:assert/strict'
import { v7 as uuidv7 } from 'uuid'
import { until } from '../../../../scripts/until.ts'
import { lockTable } from '../../../test/given-lock.ts'
import { givenProcess, type GivenProcess } from './given-product-process.ts'

describe('product-service', () => {
  let shop: GivenProcess
  beforeEach(async () => (shop = await givenProcess()))
  afterEach(() => shop.close())

  const readiness = async () => (await shop.ops('/health/ready')).status
  const becomesReady = (status: number) =>
    until(`readiness is ${status}`, readiness, (now) => now === status)

  async function anyInStock() {
    const { body } = await shop.get('/products')
    const found = body.items?.find(({ stock }) => stock > 1)
    assert.ok(found)
    return found
  }

  it('answers customers by REST and other services by gRPC, about the same stock', async () => {
    const [{ id, stock }, orderId] = [await anyInStock(), uuidv7()]
    const lines = [{ productId: id, quantity: 1 }]
    assert.deepEqual(await shop.client.checkAvailability(lines), { isAvailable: true })
    assert.deepEqual(await shop.client.holdStock(orderId, lines), { isHeld: true })
    const shown = await shop.get(`/products/${id}`)
    assert.deepEqual([shown.status, shown.body.stock], [200, stock - 1])
    assert.deepEqual(await shop.client.getProduct(id), shown.body)
    await shop.client.releaseStock(orderId)
    assert.equal((await shop.get(`/products/${id}`)).body.stock, stock)
  })

  it('shows its catalogue to everybody, without a token', async () => {
    assert.equal((await shop.get('/products')).body.items?.length, 20)
    assert.equal((await shop.get('/categories')).body.items?.length, 6)
    const { status, body } = await shop.get(`/products/${uuidv7()}`)
    assert.deepEqual([status, body.code], [404, 'not_found'])
  })

  it('has metrics of both', async () => {
    const { id } = await anyInStock()
    await shop.get(`/products/${id}`)
    await shop.client.releaseStock(uuidv7())
    const wanted = [
      /^http_request_duration_seconds_count\{.*route="\/products\/:id".* 1$/m,
      /^grpc_server_handled_seconds_count\{.*method="product.v1.ProductService\/ReleaseStock".* 1$/m,
      /^db_pool_used\{service="product-service"\} 0$/m,
    ]
    const missing = async () => {
      const metrics = await (await shop.ops('/metrics')).text()
      return wanted.filter((series) => !series.test(metrics)).map(String)
    }
    await until('all are counted', missing, ({ length }) => length === 0)
  })

  it('is not ready while its database is gone, and recovers without being restarted', async () => {
    const { id } = await anyInStock()
    assert.equal(await readiness(), 200)
    await shop.allowDatabase(false)
    await becomesReady(503)
    const answer = await shop.get(`/products/${id}`)
    assert.deepEqual([answer.status, answer.headers.get('retry-after')], [503, '1'])
    await assert.rejects(shop.client.getProduct(id), { kind: 'unavailable' })
    await assert.rejects(shop.client.releaseStock(uuidv7()), { kind: 'unavailable' })
    assert.equal((await shop.ops('/health/live')).status, 200)
    await shop.allowDatabase(true)
    await becomesReady(200)
    assert.equal((await shop.get(`/products/${id}`)).status, 200)
  })

  it('finishes what it has accepted when it is told to stop', async () => {
    const { id } = await anyInStock()
    await using lock = await lockTable(shop.databaseUrl, 'holds')
    const held = shop.client.holdStock(uuidv7(), [{ productId: id, quantity: 1 }])
    await lock.untilWaiting(1)
    const stopped = shop.stop()
    const isRefused = () =>
      shop.client.getProduct(id).then(
        () => false,
        () => true,
      )
    await until('it takes nothing more', isRefused, Boolean)
    await lock.release()
    assert.deepEqual(await held, { isHeld: true })
    await stopped
  })

  it('takes nothing more when it is told to stop, and is gone when it says so', async () => {
    const { client } = shop
    await shop.stop()
    await assert.rejects(client.getProduct(uuidv7()), { kind: 'unavailable' })
    await assert.rejects(shop.get('/products'), /fetch failed/)
    await assert.rejects(shop.ops('/health/live'), /fetch failed/)
  })
})
