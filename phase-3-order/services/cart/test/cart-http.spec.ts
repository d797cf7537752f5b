// The routes of the cart: whose cart it is, and what they refuse.
import assert from 'node:assert/strict'
import type { RequestHandler } from 'express'
import { v7 as uuidv7 } from 'uuid'
import { requireUser } from '../../../shared/token.ts'
import { givenHttp, type GivenHttp } from '../../../shared/test/given-http.ts'
import { cartRoutes } from '../cart-http.ts'
import { givenCarts, type GivenCarts } from './given-cart.ts'

// The token is the user's id: what a real one is worth, shared/test/token.spec.ts says.
const authenticated: RequestHandler = requireUser(async (token) => ({
  userId: token,
  role: 'customer',
}))

describe('the routes of the cart', () => {
  let shop: GivenCarts
  let http: GivenHttp
  let mug: string
  before(async () => {
    shop = await givenCarts()
    mug = shop.catalogue.add({ stock: 50 })
    http = await givenHttp(cartRoutes(shop.carts, authenticated))
  })
  after(async () => {
    await http.close()
    await shop.close()
  })

  const send = (method: string, path: string, userId: string, body?: unknown) =>
    http.send(method, path, { headers: { authorization: `Bearer ${userId}` }, body })

  it('answer every change with the whole cart', async () => {
    const userId = uuidv7()
    const put = await send('PUT', `/cart/items/${mug}`, userId, { quantity: 2 })
    assert.deepEqual([put.status, put.body], [200, await shop.carts.getCart(userId)])
    const empty = { items: [], totalCents: 0, currency: 'EUR', locked: false }
    const removed = await send('DELETE', `/cart/items/${mug}`, userId)
    assert.deepEqual([removed.status, removed.body], [200, empty])
    const emptied = await send('DELETE', '/cart', userId)
    assert.deepEqual([emptied.status, emptied.body], [200, empty])
  })

  it('show the cart of the caller', async () => {
    const [mine, yours] = [await shop.customerWith(mug), uuidv7()]
    assert.deepEqual((await send('GET', '/cart', mine)).body, await shop.carts.getCart(mine))
    assert.deepEqual((await send('GET', '/cart', yours)).body['items'], [])
  })

  it('know a product by its id in upper case', async () => {
    const userId = await shop.customerWith(mug)
    const { body } = await send('DELETE', `/cart/items/${mug.toUpperCase()}`, userId)
    assert.deepEqual(body['items'], [])
  })

  it('answer nobody without a token', async () => {
    for (const [method, path] of [
      ['GET', '/cart'],
      ['DELETE', '/cart'],
      ['PUT', `/cart/items/${mug}`],
      ['DELETE', `/cart/items/${mug}`],
    ] as const) {
      assert.equal((await http.send(method, path)).status, 401, method + path)
    }
  })

  it('say why a change is not possible', async () => {
    const userId = await shop.customerWith(mug)
    const put = (id: string, quantity: number) =>
      send('PUT', `/cart/items/${id}`, userId, { quantity })
    const unknown = await put(uuidv7(), 1)
    assert.deepEqual([unknown.status, unknown.body.code], [404, 'not_found'])
    const tooMany = await put(mug, 51)
    assert.deepEqual([tooMany.status, tooMany.body.code], [409, 'insufficient_stock'])
    await shop.reserve(userId, uuidv7())
    const locked = await put(mug, 2)
    assert.deepEqual([locked.status, locked.body.code], [409, 'cart_locked'])
  })

  const bodies: [string, string][] = [
    ...['0', '-1', '100', '1.5', '1e21', '"1"', 'null', 'true', '[1]', '9007199254740993'].map(
      (quantity): [string, string] => [`{"quantity":${quantity}}`, 'quantity'],
    ),
    ['{}', 'quantity'],
    ['{"quantity":1,"priceCents":1}', 'priceCents'],
    ['{"quantity":1,"__proto__":{}}', '__proto__'],
    ['[]', ''],
  ]
  for (const [body, field] of bodies) {
    it(`refuse ${body}`, async () => {
      const answer = await send('PUT', `/cart/items/${mug}`, uuidv7(), body)
      assert.deepEqual([answer.status, answer.body.code], [400, 'invalid_request'])
      const fields = new Set(answer.body.errors?.map(({ path }) => path))
      assert.deepEqual([...fields], [field])
    })
  }

  it('refuse an id that is none, and a query', async () => {
    const userId = uuidv7()
    const wrongId = await send('DELETE', '/cart/items/1', userId)
    assert.deepEqual(
      wrongId.body.errors?.map(({ path }) => path),
      ['productId'],
    )
    const query = await send('GET', '/cart?userId=1', userId)
    assert.deepEqual(
      query.body.errors?.map(({ path }) => path),
      ['userId'],
    )
  })

  it('name the methods that they have', async () => {
    const { status, headers } = await send('POST', '/cart', uuidv7(), {})
    assert.deepEqual([status, headers.get('allow')], [405, 'GET, DELETE, HEAD'])
  })
})
