// The cart's gRPC edge: what it refuses, and what a caller hears when something is wrong.
import assert from 'node:assert/strict'
import { status } from '@grpc/grpc-js'
import { pino } from 'pino'
import { Registry } from 'prom-client'
import { v7 as uuidv7 } from 'uuid'
import type { CartApi } from '../../../contracts/cart-api.ts'
import { makeCartClient } from '../../../contracts/cart-client.ts'
import type { AppError } from '../../../shared/errors.ts'
import { serveGrpc } from '../../../shared/grpc-server.ts'
import { cartGrpc } from '../cart-grpc.ts'
import { givenCarts, type GivenCarts } from './given-cart.ts'

describe('the cart, asked by other services', () => {
  let shop: GivenCarts
  let mug: string
  before(async () => {
    shop = await givenCarts()
    mug = shop.catalogue.add({})
  })
  after(() => shop.close())

  const some = uuidv7()
  const refused: Record<string, [(carts: CartApi) => Promise<unknown>, string[]]> = {
    'a cart of nobody': [(carts) => carts.getCart(''), ['userId']],
    'a customer who is none': [(carts) => carts.getCart('42'), ['userId']],
    'an id with something behind it': [(carts) => carts.getCart(`${some} `), ['userId']],
    'an id as others write it': [(carts) => carts.getCart(`{${some}}`), ['userId']],
    'lines for no order': [(carts) => carts.getFreeLines(some, ''), ['orderId']],
    'lines for no order at all': [(carts) => carts.getFreeLines(some, 'mug'), ['orderId']],
    'lines of nobody for nothing': [
      (carts) => carts.getFreeLines('', "'; drop table"),
      ['userId', 'orderId'],
    ],
  }
  for (const [what, [ask, fields]] of Object.entries(refused)) {
    it(`refuses ${what}, and names what is wrong`, async () => {
      await assert.rejects(ask(shop.carts), (error: AppError) => {
        assert.deepEqual([error.kind, error.code], ['invalid', 'invalid_request'])
        assert.deepEqual(
          error.errors?.map(({ path }) => path),
          fields,
        )
        const { code } = error.cause as { code: status }
        assert.equal(code, status.INVALID_ARGUMENT)
        return true
      })
    })
  }

  it('knows customers and orders by their ids in upper case', async () => {
    const [userId, orderId] = [await shop.customerWith(mug), uuidv7()]
    await shop.reserve(userId, orderId)
    const lines = await shop.carts.getFreeLines(userId.toUpperCase(), orderId.toUpperCase())
    assert.equal(lines.length, 1)
  })

  it('is unavailable when nobody listens', async () => {
    using nobody = makeCartClient({ address: 'localhost:1', registry: new Registry() })
    await assert.rejects(nobody.getCart(some), { kind: 'unavailable', code: 'unavailable' })
    await assert.rejects(nobody.getFreeLines(some, uuidv7()), { kind: 'unavailable' })
  })

  it('has amounts to the last cent, or none', async () => {
    let totalCents = Number.MAX_SAFE_INTEGER
    const rich = { ...shop.carts, getCart: async () => ({ ...empty, totalCents }) }
    const edge = { log: pino({ level: 'silent' }), registry: new Registry() }
    await using server = await serveGrpc(0, [cartGrpc(rich)], edge)
    const address = `localhost:${server.port}`
    using client = makeCartClient({ address, registry: new Registry() })
    assert.equal((await client.getCart(some)).totalCents, Number.MAX_SAFE_INTEGER)
    totalCents += 1
    await assert.rejects(client.getCart(some), /9007199254740992 is too large/)
  })
})

const empty = { items: [], totalCents: 0, currency: 'EUR', locked: false }
