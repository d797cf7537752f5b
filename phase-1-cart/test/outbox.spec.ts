// What the outbox delivers may come twice, too late, or for something that never was. Sent over the wire to the real
// cart-service.
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
import { openDatabase } from '../shared/database.ts'
import { sharedShop } from './given-shared-shop.ts'

describe('a message to the cart', function () {
  this.timeout(180_000)
  const opened = new DisposableStack()
  let shop: Shop
  let crowd: Crowd
  let ecommercedb: Knex
  let carts: ReturnType<typeof makeCartClient>
  before(async () => {
    shop = await sharedShop()
    crowd = await gatherCrowd(shop.address, 0, { upTo: 10 })
    ecommercedb = openDatabase(shop.databaseUrls['ecommercedb']!, 'spec')
    const address = shop.addressOf('CART_GRPC_PORT')
    carts = opened.use(makeCartClient({ address, registry: new Registry() }))
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
  async function deliverAgain(type: string, key: string) {
    await untilDelivered()
    await ecommercedb('outbox').insert({ destination: 'cart', key, type, due_at: new Date() })
    await untilDelivered()
  }
  const untilDelivered = () =>
    until(
      'no message waits',
      () => ecommercedb('outbox'),
      (messages) => messages.length === 0,
    )

  const put = ({ token }: Customer, productId: string, quantity: number) =>
    makeCaller(shop.address)('PUT', `/cart/items/${productId}`, { token, body: { quantity } })

  it('that clears it twice leaves alone what the customer has put in since', async () => {
    const customer = await crowd.join('pm_card_visa')
    const { id, items } = await checkOut(customer)
    await crowd.untilFree(customer)
    for (const { productId } of items) await put(customer, productId, 3)
    const filled = await crowd.getCart(customer)
    await deliverAgain('cart.clear', id)
    assert.deepEqual(await crowd.getCart(customer), filled)
  })

  it('that gives it back twice does not give back what is under the next checkout', async () => {
    const customer = await crowd.join('pm_card_declined')
    const { id } = await checkOut(customer)
    await crowd.untilFree(customer)

    const other = uuidv7()
    const reserved = await carts.reserveCart(userOf(customer), other)
    assert.equal(reserved.length, 2)
    await deliverAgain('cart.release', id)
    assert.equal((await crowd.getCart(customer)).locked, true)
    await carts.releaseCart(other)
    assert.equal((await crowd.getCart(customer)).locked, false)
  })

  for (const end of ['releaseCart', 'clearCart'] as const) {
    it(`that overtakes the reservation it is about (${end}) refuses that when it comes`, async () => {
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
})
