// The idempotency key: a checkout that is repeated is the same checkout.
import assert from 'node:assert/strict'
import { v7 as uuidv7 } from 'uuid'
import { givenOrders, type GivenOrders } from './given-order.ts'

describe('the idempotency key of an order', () => {
  let shop: GivenOrders
  before(async () => (shop = await givenOrders()))
  after(() => shop.close())

  it('answers ten requests at once with one order', async () => {
    const productId = await shop.product(10)
    const userId = await shop.customerWith({ productId, quantity: 1 })
    const key = uuidv7()
    const orders = await Promise.all(
      Array.from({ length: 10 }, () => shop.place(userId, 'pm_card_visa', key)),
    )
    assert.equal(new Set(orders.map(({ id }) => id)).size, 1)
    assert.equal(await shop.stockOf(productId), 9)
  })

  it('is refused for another request', async () => {
    const userId = await shop.customerWith({ productId: await shop.product(10), quantity: 1 })
    const key = uuidv7()
    await shop.place(userId, 'pm_card_visa', key)
    await assert.rejects(shop.place(userId, 'pm_card_slow', key), {
      code: 'idempotency_key_reused',
    })
  })

  it('is not used up by a checkout that was refused', async () => {
    const userId = await shop.customer()
    const key = uuidv7()
    await assert.rejects(shop.place(userId, 'pm_card_visa', key), { code: 'cart_empty' })
    await shop.carts.setItem(userId, await shop.product(1), 1)
    assert.equal((await shop.place(userId, 'pm_card_visa', key)).status, 'completed')
  })
})
