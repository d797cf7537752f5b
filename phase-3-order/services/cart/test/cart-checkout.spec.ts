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

  const productsOf = async (userId: string) =>
    (await shop.carts.getCart(userId)).items.map(({ productId }) => productId)

  /** A customer whose mug is under checkout, and the order that does it. */
  async function givenCheckout() {
    const userId = await shop.customerWith(mug)
    const orderId = uuidv7()
    await shop.carts.reserveCart(userId, orderId)
    return { userId, orderId }
  }

  describe('is reserved', () => {
    it('with the lines and prices of the moment', async () => {
      const userId = await shop.customerWith(mug, cup)
      assert.deepEqual(await shop.carts.reserveCart(userId, uuidv7()), [
        { productId: cup, name: 'Cup', quantity: 1, unitPriceCents: 700, lineTotalCents: 700 },
        { productId: mug, name: 'Mug', quantity: 1, unitPriceCents: 1290, lineTotalCents: 1290 },
      ])
    })

    it('once, however often the order asks: what came later is not in it', async () => {
      const { userId, orderId } = await givenCheckout()
      await shop.carts.setItem(userId, cup, 1)
      const lines = await shop.carts.reserveCart(userId, orderId)
      assert.deepEqual(
        lines.map(({ productId }) => productId),
        [mug],
      )
    })

    it('for another order with what the first one has not', async () => {
      const { userId } = await givenCheckout()
      await shop.carts.setItem(userId, cup, 1)
      const lines = await shop.carts.reserveCart(userId, uuidv7())
      assert.deepEqual(
        lines.map(({ productId }) => productId),
        [cup],
      )
    })

    it('not if it is empty', async () => {
      const empty = { kind: 'unprocessable', code: 'cart_empty' }
      await assert.rejects(shop.carts.reserveCart(uuidv7(), uuidv7()), empty)
    })

    it('not if another order has every line', async () => {
      const { userId } = await givenCheckout()
      await assert.rejects(shop.carts.reserveCart(userId, uuidv7()), locked)
    })

    it('by one of two orders that come at the same moment', async () => {
      for (let round = 0; round < 5; round++) {
        const userId = await shop.customerWith(mug, cup)
        const both = [uuidv7(), uuidv7()].map((order) => shop.carts.reserveCart(userId, order))
        const outcomes = await Promise.allSettled(both)
        const winners = outcomes.filter((outcome) => outcome.status === 'fulfilled')
        const losers = outcomes.filter((outcome) => outcome.status === 'rejected')
        assert.deepEqual(
          winners.map(({ value }) => value.length),
          [2],
        )
        assert.deepEqual(
          losers.map(({ reason }) => (reason as { code: string }).code),
          ['cart_locked'],
        )
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
      await shop.carts.reserveCart(userId, uuidv7())
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
      await shop.carts.clearCart(orderId)
      await shop.carts.clearCart(orderId)
      assert.deepEqual(await productsOf(userId), [cup])
      assert.equal((await shop.carts.getCart(userId)).locked, false)
    })

    it('is as it was when the order failed', async () => {
      const { userId, orderId } = await givenCheckout()
      await shop.carts.releaseCart(orderId)
      await shop.carts.releaseCart(orderId)
      assert.deepEqual(await productsOf(userId), [mug])
      await shop.carts.setItem(userId, mug, 2)
    })

    it('has nothing to do with orders that never were', async () => {
      const { userId } = await givenCheckout()
      await shop.carts.releaseCart(uuidv7())
      await shop.carts.clearCart(uuidv7())
      const cart = await shop.carts.getCart(userId)
      assert.deepEqual([cart.items.length, cart.locked], [1, true])
    })

    it('gives the lines of two checkouts back to whom they belong', async () => {
      const { userId, orderId } = await givenCheckout()
      await shop.carts.setItem(userId, cup, 1)
      const second = uuidv7()
      await shop.carts.reserveCart(userId, second)
      await shop.carts.clearCart(orderId)
      await shop.carts.releaseCart(second)
      assert.deepEqual(await productsOf(userId), [cup])
    })
  })
})
