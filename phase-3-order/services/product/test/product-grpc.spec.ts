// The catalogue's gRPC edge, and the client through which other processes see it.
import assert from 'node:assert/strict'
import { status } from '@grpc/grpc-js'
import { pino } from 'pino'
import { Registry } from 'prom-client'
import { v7 as uuidv7 } from 'uuid'
import { makeProductClient, type ProductClient } from '../../../contracts/product-client.ts'
import { productService } from '../../../contracts/product-proto.ts'
import type { AppError } from '../../../shared/errors.ts'
import { connectGrpc } from '../../../shared/grpc-client.ts'
import { type GrpcServer, serveGrpc } from '../../../shared/grpc-server.ts'
import { productGrpc } from '../product-grpc.ts'
import { givenProducts, type GivenProducts } from './given-product.ts'

describe('the catalogue, asked by other services', () => {
  let shop: GivenProducts
  let server: GrpcServer
  let address: string
  let catalogue: ProductClient & Disposable
  before(async () => {
    shop = await givenProducts()
    const edge = { log: pino({ level: 'silent' }), registry: new Registry() }
    server = await serveGrpc(0, [productGrpc(shop.products)], edge)
    address = `localhost:${server.port}`
    catalogue = makeProductClient({ address, registry: new Registry() })
  })
  after(async () => {
    catalogue[Symbol.dispose]()
    await server[Symbol.asyncDispose]()
    await shop.close()
  })

  it('shows a product as it was entered', async () => {
    const cup = {
      id: uuidv7(),
      name: 'Becher „Größe 1“ 🍵',
      description: '湯呑み, fired twice.',
      category: 'kitchen',
      priceCents: 5_000_000_000, // more than 32 bits
      currency: 'EUR',
      stock: 0,
    }
    await shop.add(cup)
    assert.deepEqual(await catalogue.getProduct(cup.id), cup)
    assert.deepEqual(await catalogue.getProducts([cup.id]), [cup])
  })

  it('does not know what it does not have, in the words that a customer would read', async () => {
    const id = uuidv7()
    const unknown = { kind: 'not_found', code: 'not_found', message: `there is no product ${id}` }
    await assert.rejects(shop.products.getProduct(id), unknown)
    await assert.rejects(catalogue.getProduct(id), unknown)
  })

  it('hands out many products at once, without those it does not have', async () => {
    const ids = await shop.add({ name: 'Mug' }, { name: 'Cup' })
    const found = await catalogue.getProducts([...ids, uuidv7(), ids[0]!.toUpperCase()])
    assert.deepEqual(found.map(({ name }) => name).toSorted(), ['Cup', 'Mug'])
  })

  it('hands out as many as a cart can have', async () => {
    const ids = await shop.add(...Array.from({ length: 250 }, () => ({})))
    const found = await catalogue.getProducts(ids)
    assert.deepEqual(found.map(({ id }) => id).toSorted(), ids.toSorted())
  })

  it('is not asked for nothing', async () => {
    using nobody = makeProductClient({ address: 'localhost:1', registry: new Registry() })
    assert.deepEqual(await nobody.getProducts([]), [])
  })

  it('is unavailable when nobody listens', async () => {
    using nobody = makeProductClient({ address: 'localhost:1', registry: new Registry() })
    await assert.rejects(nobody.getProduct(uuidv7()), { kind: 'unavailable' })
    await assert.rejects(nobody.getProducts([uuidv7()]), { kind: 'unavailable' })
  })

  const [some, other] = [uuidv7(), uuidv7()]
  const refused: Record<string, [(client: ProductClient) => Promise<unknown>, string[]]> = {
    'no id': [(client) => client.getProduct(''), ['id']],
    'an id that is none': [(client) => client.getProduct('1; drop table products'), ['id']],
    'one bad id among good ones': [(client) => client.getProducts([some, '2', other]), ['ids.1']],
    'an empty id': [(client) => client.getProducts(['']), ['ids.0']],
  }
  for (const [what, [ask, fields]] of Object.entries(refused)) {
    it(`refuses ${what}, and names it`, async () => {
      await assert.rejects(ask(catalogue), isInvalid(fields))
    })
  }

  it('refuses more ids than it wants to look up for one call', async () => {
    using raw = connectGrpc(productService, { address, registry: new Registry() })
    const ids = Array.from({ length: 101 }, () => uuidv7())
    await assert.rejects(raw.call('GetProducts', { ids }), isInvalid(['ids']))
    assert.deepEqual((await raw.call('GetProducts', { ids: ids.slice(1) })).products, [])
  })
})

const isInvalid = (fields: string[]) => (error: AppError) => {
  assert.deepEqual([error.kind, error.code], ['invalid', 'invalid_request'])
  assert.deepEqual(
    error.errors?.map(({ path }) => path),
    fields,
  )
  assert.equal((error.cause as { code: status }).code, status.INVALID_ARGUMENT)
  return true
}
