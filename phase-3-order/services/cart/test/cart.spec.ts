// Carts through their contract: what a customer does with one.
import assert from 'node:assert/strict'
import { v7 as uuidv7 } from 'uuid'
import { givenCarts, type GivenCarts } from './given-cart.ts'

describe('a cart', () => {
  let shop: GivenCarts
  before(async () => (shop = await givenCarts()))
  after(() => shop.close())

  const quantitiesOf = async (userId: string) =>
    (await shop.carts.getCart(userId)).items.map(({ quantity }) => quantity)

  it('is empty at first', async () => {
    const cart = await shop.carts.getCart(uuidv7())
    assert.deepEqual(cart, { items: [], totalCents: 0, currency: 'EUR', locked: false })
  })

  it('has the price of the product, times the quantity', async () => {
    const mug = shop.catalogue.add({ name: 'Mug', priceCents: 1290 })
    const cup = shop.catalogue.add({ name: 'Cup', priceCents: 249_900 })
    const userId = uuidv7()
    await shop.carts.setItem(userId, mug, 2)
    const cart = await shop.carts.setItem(userId, cup, 99)
    const cups = { quantity: 99, unitPriceCents: 249_900, lineTotalCents: 24_740_100 }
    const mugs = { quantity: 2, unitPriceCents: 1290, lineTotalCents: 2580 }
    assert.deepEqual(cart, {
      items: [
        { productId: cup, name: 'Cup', ...cups },
        { productId: mug, name: 'Mug', ...mugs },
      ],
      totalCents: 24_742_680,
      currency: 'EUR',
      locked: false,
    })
    assert.deepEqual(await shop.carts.getCart(userId), cart)
  })

  it('follows the price of today', async () => {
    const mug = shop.catalogue.add({ priceCents: 900 })
    const userId = await shop.customerWith(mug)
    shop.catalogue.change(mug, { priceCents: 800 })
    assert.equal((await shop.carts.getCart(userId)).totalCents, 800)
  })

  it('leaves out what is no longer sold', async () => {
    const [mug, cup] = [shop.catalogue.add({ name: 'Mug' }), shop.catalogue.add({ name: 'Cup' })]
    const userId = await shop.customerWith(mug, cup)
    shop.catalogue.remove(mug)
    const { items, totalCents } = await shop.carts.getCart(userId)
    assert.deepEqual([items.map(({ name }) => name), totalCents], [['Cup'], 900])
  })

  it('asks for all its products at once', async () => {
    const userId = await shop.customerWith(shop.catalogue.add({}), shop.catalogue.add({}))
    const callsBefore = shop.catalogue.calls
    await shop.carts.getCart(userId)
    assert.equal(shop.catalogue.calls, callsBefore + 1)
  })

  it('is the customer’s own', async () => {
    const mug = shop.catalogue.add({})
    const [mine, yours] = [await shop.customerWith(mug), await shop.customerWith(mug)]
    await shop.carts.setItem(mine, mug, 5)
    await shop.carts.emptyCart(yours)
    assert.deepEqual([await quantitiesOf(mine), await quantitiesOf(yours)], [[5], []])
  })

  describe('takes a product', () => {
    it('in the quantity that was asked for last', async () => {
      const mug = shop.catalogue.add({})
      const userId = uuidv7()
      await shop.carts.setItem(userId, mug, 5)
      await shop.carts.setItem(userId, mug, 2)
      assert.deepEqual(await quantitiesOf(userId), [2])
    })

    it('up to what is in stock', async () => {
      const mug = shop.catalogue.add({ stock: 3 })
      const userId = uuidv7()
      await shop.carts.setItem(userId, mug, 3)
      const tooMany = shop.carts.setItem(userId, mug, 4)
      await assert.rejects(tooMany, { kind: 'conflict', code: 'insufficient_stock' })
      assert.deepEqual(await quantitiesOf(userId), [3])
    })

    it('only if there is such a product', async () => {
      const userId = uuidv7()
      await assert.rejects(shop.carts.setItem(userId, uuidv7(), 1), { kind: 'not_found' })
      assert.deepEqual(await quantitiesOf(userId), [])
    })

    it('once, when it is put in twice at the same moment', async () => {
      const mug = shop.catalogue.add({})
      const userId = uuidv7()
      await Promise.all([shop.carts.setItem(userId, mug, 2), shop.carts.setItem(userId, mug, 2)])
      assert.deepEqual(await quantitiesOf(userId), [2])
    })
  })

  describe('loses', () => {
    it('one product', async () => {
      const [mug, cup] = [shop.catalogue.add({}), shop.catalogue.add({})]
      const userId = await shop.customerWith(mug, cup)
      const { items } = await shop.carts.removeItem(userId, mug)
      assert.deepEqual(
        items.map(({ productId }) => productId),
        [cup],
      )
    })

    it('nothing when the product was not in it', async () => {
      const userId = await shop.customerWith(shop.catalogue.add({}))
      const { items } = await shop.carts.removeItem(userId, uuidv7())
      assert.equal(items.length, 1)
    })

    it('everything when it is emptied', async () => {
      const userId = await shop.customerWith(shop.catalogue.add({}), shop.catalogue.add({}))
      assert.deepEqual((await shop.carts.emptyCart(userId)).items, [])
      assert.deepEqual((await shop.carts.emptyCart(userId)).items, [])
    })
  })
})
