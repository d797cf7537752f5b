// The stock's gRPC edge: what it refuses, and what a caller hears when something is wrong.
import assert from 'node:assert/strict'
import { status } from '@grpc/grpc-js'
import { Registry } from 'prom-client'
import { v7 as uuidv7 } from 'uuid'
import type { Wanted } from '../../../contracts/product-api.ts'
import { makeProductClient, type ProductClient } from '../../../contracts/product-client.ts'
import { productService } from '../../../contracts/product-proto.ts'
import type { AppError } from '../../../shared/errors.ts'
import { connectGrpc } from '../../../shared/grpc-client.ts'
import { givenProducts, type GivenProducts } from './given-product.ts'

type Ask = (client: ProductClient) => Promise<unknown>

describe('stock, asked by other services', () => {
  let shop: GivenProducts
  let mug: string
  before(async () => {
    shop = await givenProducts()
    ;[mug = ''] = await shop.add({ stock: 10 })
  })
  after(() => shop.close())

  const [order, some] = [uuidv7(), uuidv7()]
  const line = (productId: string, quantity: number): Wanted => ({ productId, quantity })
  const linesOf = (many: number) => Array.from({ length: many }, () => line(uuidv7(), 1))

  const badLines: Record<string, [Wanted[], string]> = {
    'no lines': [[], 'lines'],
    'more lines than an order has': [linesOf(1_001), 'lines'],
    'no product': [[line('', 1)], 'lines.0.productId'],
    'a product that is none': [[line(some, 1), line('mug', 1)], 'lines.1.productId'],
    'none of a product': [[line(some, 0)], 'lines.0.quantity'],
    'less than none of a product': [[line(some, -1)], 'lines.0.quantity'],
    'more than 99 of a product': [[line(some, 100)], 'lines.0.quantity'],
    'a product twice': [[line(some, 1), line(some, 2)], 'lines'],
    'a product twice, once in upper case': [[line(some, 1), line(some.toUpperCase(), 2)], 'lines'],
  }
  const refused: Record<string, [Ask, string[]]> = {
    'a hold for no order': [(client) => client.holdStock('', [line(some, 1)]), ['orderId']],
    'a hold of nothing for nobody': [(client) => client.holdStock('', []), ['orderId', 'lines']],
    'a release of no order': [(client) => client.releaseStock(''), ['orderId']],
    'a release of what is no order': [(client) => client.releaseStock(`${order} `), ['orderId']],
  }
  for (const [what, [lines, field]] of Object.entries(badLines)) {
    refused[`a look at ${what}`] = [(client) => client.checkAvailability(lines), [field]]
    refused[`a hold of ${what}`] = [(client) => client.holdStock(order, lines), [field]]
  }
  for (const [what, [ask, fields]] of Object.entries(refused)) {
    it(`refuses ${what}, and names what is wrong`, async () => {
      await assert.rejects(ask(shop.products), (error: AppError) => {
        assert.deepEqual([error.kind, error.code], ['invalid', 'invalid_request'])
        assert.deepEqual(
          error.errors?.map(({ path }) => path),
          fields,
        )
        assert.equal((error.cause as { code: status }).code, status.INVALID_ARGUMENT)
        return true
      })
    })
  }

  it('takes nothing for an order whose request it refuses, and remembers nothing of it', async () => {
    await assert.rejects(shop.products.holdStock(order, [line(mug, 1), line(mug, 1)]))
    assert.equal((await shop.products.getProduct(mug)).stock, 10)
    assert.deepEqual(await shop.db('holds').where({ order_id: order }), [])
  })

  it('is had in the largest order there may be', async () => {
    const ids = await shop.add(...Array.from({ length: 1_000 }, () => ({ stock: 99 })))
    const lines = ids.map((id) => line(id, 99))
    assert.deepEqual(await shop.products.checkAvailability(lines), { isAvailable: true })
    assert.deepEqual(await shop.products.holdStock(uuidv7(), lines), { isHeld: true })
    assert.deepEqual(await shop.products.checkAvailability(lines.slice(-1)), { isAvailable: false })
  })

  it('knows orders and products by their ids in upper case', async () => {
    const [id = ''] = await shop.add({ stock: 5 })
    const [large, small] = [order.toUpperCase(), order]
    const held = await shop.products.holdStock(large, [line(id.toUpperCase(), 2)])
    assert.deepEqual(held, { isHeld: true })
    await shop.products.holdStock(small, [line(id, 2)])
    assert.equal((await shop.products.getProduct(id)).stock, 3)
    await shop.products.releaseStock(large)
    assert.equal((await shop.products.getProduct(id)).stock, 5)
  })

  it('hears nothing of what a caller knows of a line besides', async () => {
    const lines = [{ ...line(mug, 1), unitPriceCents: 900 }]
    assert.deepEqual(await shop.products.checkAvailability(lines), { isAvailable: true })
  })

  it('answers no in so many words, also to callers who know the wire only', async () => {
    using raw = connectGrpc(productService, { address: shop.address, registry: new Registry() })
    const lines = [line(uuidv7(), 1)]
    assert.deepEqual(await raw.call('CheckAvailability', { lines }), { isAvailable: false })
    assert.deepEqual(await raw.call('HoldStock', { orderId: uuidv7(), lines }), { isHeld: false })
  })

  it('is unavailable when nobody listens', async () => {
    using nobody = makeProductClient({ address: 'localhost:1', registry: new Registry() })
    const asks: Ask[] = [
      (client) => client.checkAvailability([line(mug, 1)]),
      (client) => client.holdStock(order, [line(mug, 1)]),
      (client) => client.releaseStock(order),
    ]
    for (const ask of asks) await assert.rejects(ask(nobody), { kind: 'unavailable' })
  })
})
