// What the outbox delivers may come twice, too late, or for something that never was. Sent over the wire to the real
// cart-service and the real product-service.
import assert from 'node:assert/strict'
import { decodeJwt } from 'jose'
import type { Knex } from 'knex'
import { Registry } from 'prom-client'
import { v7 as uuidv7 } from 'uuid'
import { makeCaller } from '../../scripts/caller.ts'
import { gatherCrowd, type Crowd, type Customer } from '../../scripts/faults/crowd.ts'
import type { Shop } from '../../scripts/shop.ts'
import { until } from '../../scripts/until.ts'
import { makeCartClient } from '../contracts/cart-client.ts'
import { makeProductClient } from '../contracts/product-client.ts'
import { openDatabase } from '../shared/database.ts'
import { sharedShop } from './given-shared-shop.ts'

describe('a command in the outbox', function () {
  this.timeout(180_000)
  const opened = new DisposableStack()
  let shop: Shop
  let crowd: Crowd
  let ecommercedb: Knex
  let carts: ReturnType<typeof makeCartClient>
  let products: ReturnType<typeof makeProductClient>
  before(async () => {
    shop = await sharedShop()
    crowd = await gatherCrowd(shop.address, 0, { upTo: 10 })
    ecommercedb = openDatabase(shop.databaseUrls['ecommercedb']!, 'spec')
    const to = (port: string) => ({ address: shop.addressOf(port), registry: new Registry() })
    carts = opened.use(makeCartClient(to('CART_GRPC_PORT')))
    products = opened.use(makeProductClient(to('PRODUCT_GRPC_PORT')))
  })
  after(async () => {
    opened.dispose()
    await ecommercedb.destroy()
  })

  const userOf = ({ token }: Customer) => decodeJwt(token).sub!

  async function checkOut(customer: Customer) {
    await crowd.untilAnswered(customer)
    return crowd.untilFinal(customer)
  }

  /** As if it had been delivered, and the process had died before it could take note of that. */
  async function deliverAgain(destination: 'cart' | 'product', type: string, key: string) {
    await untilDelivered()
    await ecommercedb('outbox').insert({ destination, key, type, due_at: new Date() })
    await untilDelivered()
  }
  const untilDelivered = () =>
    until(
      'no message waits',
      () => ecommercedb('outbox'),
      (messages) => messages.length === 0,
    )

  const stockOf = async (productId: string) => (await products.getProduct(productId)).stock

  const put = ({ token }: Customer, productId: string, quantity: number) =>
    makeCaller(shop.address)('PUT', `/cart/items/${productId}`, { token, body: { quantity } })

  it('that clears a cart twice leaves alone what the customer has put in since', async () => {
    const customer = await crowd.join('pm_card_visa')
    const { id, items } = await checkOut(customer)
    await crowd.untilFree(customer)
    for (const { productId } of items) await put(customer, productId, 3)
    const filled = await crowd.getCart(customer)
    await deliverAgain('cart', 'cart.clear', id)
    assert.deepEqual(await crowd.getCart(customer), filled)
  })

  it('that gives a cart back twice does not give back what is under the next checkout', async () => {
    const customer = await crowd.join('pm_card_declined')
    const { id } = await checkOut(customer)
    await crowd.untilFree(customer)

    const other = uuidv7()
    const reserved = await carts.reserveCart(userOf(customer), other)
    assert.equal(reserved.length, 2)
    await deliverAgain('cart', 'cart.release', id)
    assert.equal((await crowd.getCart(customer)).locked, true)
    await carts.releaseCart(other)
    assert.equal((await crowd.getCart(customer)).locked, false)
  })

  for (const end of ['releaseCart', 'clearCart'] as const) {
    it(`that overtakes the reservation of the cart that it is about (${end}) refuses that when it comes`, async () => {
      const customer = await crowd.join('pm_card_visa')
      const before = await crowd.getCart(customer)
      const order = uuidv7()
      await carts[end](order)
      const late = carts.reserveCart(userOf(customer), order)
      await assert.rejects(late, { kind: 'conflict', code: 'checkout_over' })
      assert.deepEqual(await crowd.getCart(customer), before)

      assert.equal((await checkOut(customer)).status, 'completed') // the next order may have it
      assert.deepEqual((await crowd.untilFree(customer)).items, [])
    })
  }

  it('that gives stock back twice gives it back once', async () => {
    const customer = await crowd.join('pm_card_declined')
    await untilDelivered()
    const before = await Promise.all(crowd.stockBefore.map(({ id }) => stockOf(id)))
    const { id } = await checkOut(customer)
    await untilDelivered()
    await deliverAgain('product', 'stock.release', id)
    assert.deepEqual(await Promise.all(crowd.stockBefore.map((one) => stockOf(one.id))), before)
  })

  it('that gives stock back does not touch what other orders hold', async () => {
    const productId = crowd.stockBefore[0]!.id
    const lines = [{ productId, quantity: 2 }]
    const before = await stockOf(productId)
    const [mine, other] = [uuidv7(), uuidv7()]
    for (const order of [mine, other]) {
      assert.deepEqual(await products.holdStock(order, lines), { isHeld: true })
    }
    await deliverAgain('product', 'stock.release', mine)
    await deliverAgain('product', 'stock.release', mine)
    assert.equal(await stockOf(productId), before - 2)
    await products.releaseStock(other)
    assert.equal(await stockOf(productId), before)
  })

  it('that overtakes the hold that it is about refuses that when it comes', async () => {
    const productId = crowd.stockBefore[0]!.id
    const before = await stockOf(productId)
    const order = uuidv7()
    await deliverAgain('product', 'stock.release', order)
    const late = await products.holdStock(order, [{ productId, quantity: 2 }])
    assert.deepEqual(late, { isHeld: false })
    assert.equal(await stockOf(productId), before)
  })
})
