// Carts through their contract: what a checkout does with one. Each order has its own lines.
import assert from 'node:assert/strict'
import { v7 as uuidv7 } from 'uuid'
import { givenCarts, type GivenCarts } from './given-cart.ts'

const locked = { kind: 'conflict', code: 'cart_locked' }

describe('a cart under checkout', () => {
  let shop: GivenCarts
  let mug: string
  let cup: string
  before(async () => {
    shop = await givenCarts()
    mug = shop.catalogue.add({ name: 'Mug', priceCents: 1290 })
    cup = shop.catalogue.add({ name: 'Cup', priceCents: 700 })
  })
  after(() => shop.close())

  const line = (productId: string) => ({ productId, quantity: 1 })
  /** With an order: what that one has of it. */
  async function productsOf(userId: string, orderId?: string) {
    const { getCart, getFreeLines } = shop.carts
    const lines = orderId ? await getFreeLines(userId, orderId) : (await getCart(userId)).items
    return lines.map(({ productId }) => productId)
  }

  /** A customer whose mug is under checkout, and the order that does it. */
  async function givenCheckout() {
    const userId = await shop.customerWith(mug)
    const orderId = uuidv7()
    await shop.reserve(userId, orderId)
    return { userId, orderId }
  }

  describe('is reserved', () => {
    it('as it was ordered, with the lines and prices of that moment', async () => {
      const [userId, orderId] = [await shop.customerWith(mug, cup), uuidv7()]
      const lines = await shop.carts.getFreeLines(userId, orderId)
      assert.equal(await shop.reserve(userId, orderId, lines), 'items.reserved')
      assert.deepEqual(lines, [
        { productId: cup, name: 'Cup', quantity: 1, unitPriceCents: 700, lineTotalCents: 700 },
        { productId: mug, name: 'Mug', quantity: 1, unitPriceCents: 1290, lineTotalCents: 1290 },
      ])
    })

    it('once, however often the order asks: what came later is not in it', async () => {
      const { userId, orderId } = await givenCheckout()
      await shop.carts.setItem(userId, cup, 1)
      assert.equal(await shop.reserve(userId, orderId, [line(mug)]), 'items.reserved')
      assert.deepEqual(await productsOf(userId, orderId), [mug])
    })

    it('for another order with what the first one has not', async () => {
      const { userId } = await givenCheckout()
      await shop.carts.setItem(userId, cup, 1)
      const second = uuidv7()
      assert.equal(await shop.reserve(userId, second, [line(cup)]), 'items.reserved')
      assert.deepEqual(await productsOf(userId, second), [cup])
    })

    it('without what the customer has put in since', async () => {
      const [userId, orderId] = [await shop.customerWith(mug, cup), uuidv7()]
      assert.equal(await shop.reserve(userId, orderId, [line(mug)]), 'items.reserved')
      await shop.carts.removeItem(userId, cup)
    })

    it('not if it is empty', async () => {
      assert.equal(await shop.reserve(uuidv7(), uuidv7(), [line(mug)]), 'items.refused')
    })

    it('not if another order has one of the lines, and then none of them', async () => {
      const { userId } = await givenCheckout()
      await shop.carts.setItem(userId, cup, 1)
      const second = uuidv7()
      assert.equal(await shop.reserve(userId, second, [line(cup), line(mug)]), 'items.refused')
      await shop.carts.setItem(userId, cup, 2)
    })

    it('not if it is not what was ordered any more', async () => {
      const changes = [
        (userId: string) => shop.carts.setItem(userId, mug, 2),
        (userId: string) => shop.carts.removeItem(userId, cup),
      ]
      for (const change of changes) {
        const userId = await shop.customerWith(mug, cup)
        await change(userId)
        assert.equal(await shop.reserve(userId, uuidv7(), [line(mug), line(cup)]), 'items.refused')
        assert.equal((await shop.carts.getCart(userId)).locked, false)
      }
    })

    it('by one of two orders that come at the same moment', async () => {
      for (let round = 0; round < 5; round++) {
        const userId = await shop.customerWith(mug, cup)
        const lines = [line(mug), line(cup)]
        const both = [uuidv7(), uuidv7()].map((order) => shop.reserve(userId, order, lines))
        const answers = await Promise.all(both)
        assert.deepEqual(new Set(answers), new Set(['items.refused', 'items.reserved']))
      }
    })
  })

  describe('meanwhile', () => {
    it('says that it is locked', async () => {
      const { userId } = await givenCheckout()
      assert.equal((await shop.carts.getCart(userId)).locked, true)
    })

    it('does not let the line be changed, removed or emptied', async () => {
      const { userId } = await givenCheckout()
      await shop.carts.setItem(userId, cup, 1)
      await assert.rejects(shop.carts.setItem(userId, mug, 2), locked)
      await assert.rejects(shop.carts.removeItem(userId, mug), locked)
      await assert.rejects(shop.carts.emptyCart(userId), locked)
      const { items } = await shop.carts.getCart(userId)
      assert.deepEqual(
        items.map(({ name, quantity }) => [name, quantity]),
        [
          ['Cup', 1],
          ['Mug', 1],
        ],
      )
    })

    it('says that the line is locked, even if the checkout took the last piece', async () => {
      const last = shop.catalogue.add({ stock: 1 })
      const userId = await shop.customerWith(last)
      await shop.reserve(userId, uuidv7())
      shop.catalogue.change(last, { stock: 0 })
      await assert.rejects(shop.carts.setItem(userId, last, 1), locked)
    })

    it('takes and loses other products', async () => {
      const { userId } = await givenCheckout()
      await shop.carts.setItem(userId, cup, 3)
      assert.deepEqual(await productsOf(userId), [cup, mug])
      await shop.carts.removeItem(userId, cup)
      assert.deepEqual(await productsOf(userId), [mug])
    })
  })

  describe('afterwards', () => {
    it('loses what was bought and keeps what came later', async () => {
      const { userId, orderId } = await givenCheckout()
      await shop.carts.setItem(userId, cup, 1)
      await shop.clear(orderId)
      await shop.clear(orderId)
      assert.deepEqual(await productsOf(userId), [cup])
      assert.equal((await shop.carts.getCart(userId)).locked, false)
    })

    it('is as it was when the order failed', async () => {
      const { userId, orderId } = await givenCheckout()
      await shop.release(orderId)
      await shop.release(orderId)
      assert.deepEqual(await productsOf(userId), [mug])
      await shop.carts.setItem(userId, mug, 2)
    })

    it('has nothing to do with orders that never were', async () => {
      const { userId } = await givenCheckout()
      await shop.release(uuidv7())
      await shop.clear(uuidv7())
      const cart = await shop.carts.getCart(userId)
      assert.deepEqual([cart.items.length, cart.locked], [1, true])
    })

    it('gives the lines of two checkouts back to whom they belong', async () => {
      const { userId, orderId } = await givenCheckout()
      await shop.carts.setItem(userId, cup, 1)
      const second = uuidv7()
      await shop.reserve(userId, second)
      await shop.clear(orderId)
      await shop.release(second)
      assert.deepEqual(await productsOf(userId), [cup])
    })
  })
})
