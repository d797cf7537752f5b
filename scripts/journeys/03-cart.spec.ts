// The cart: one per customer, priced by the shop.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { allProducts, aProduct, getProduct, plentiful, scarce, stockOf } from './catalogue.ts'
import { newCustomer, newCustomers } from './customer.ts'
import { expectRefusal, expectStatus } from './http.ts'
import type { Cart, Product } from './types.ts'

const emptyCart = { items: [], totalCents: 0, currency: 'EUR', locked: false }
const itemPath = ({ id }: { id: string }) => `/cart/items/${id}`

describe('the cart', function () {
  this.timeout('120s')

  it('is empty at first', async () => {
    const ada = await newCustomer()
    assert.deepEqual(await ada.getCart(), emptyCart)
  })

  it('names and prices each line as the catalogue does', async () => {
    const [mug, lamp] = (await plentiful(2)) as [Product, Product]
    const ada = await newCustomer()
    const cart = await ada.putAll([mug, 3], [lamp, 1])
    assert.equal(cart.items.length, 2)
    for (const line of cart.items) {
      const product = line.productId === mug.id ? mug : lamp
      assert.equal(line.name, product.name)
      assert.equal(line.unitPriceCents, product.priceCents)
    }
    assert.equal(cart.totalCents, 3 * mug.priceCents + lamp.priceCents)
    assert.equal(cart.currency, mug.currency)
  })

  it('sets how many there are instead of adding to them', async () => {
    const mug = await aProduct()
    const ada = await newCustomer()
    await ada.put(mug, 5)
    const cart = await ada.put(mug, 2)
    assert.deepEqual(cart, await ada.put(mug, 2))
    assert.deepEqual(
      cart.items.map(({ quantity }) => quantity),
      [2],
    )
  })

  it('lists its lines by name', async () => {
    const byName = (await allProducts()).filter(({ stock }) => stock > 0).slice(0, 60)
    const chosen = byName.filter((_, index) => index % 6 === 0)
    const ada = await newCustomer()
    const cart = await ada.putAll(
      ...chosen.toReversed().map((one) => [one, 1] as [Product, number]),
    )
    assert.deepEqual(
      cart.items.map(({ name }) => name),
      chosen.map(({ name }) => name),
    )
  })

  it('takes 1 to 99 of a product and nothing else', async () => {
    const mug = await aProduct()
    const ada = await newCustomer()
    await ada.put(mug, 1)
    await ada.put(mug, 99)
    for (const quantity of [0, 100, -1, 1.5, 1e21, 2 ** 31, 2 ** 53, '1', null, true, [1], {}]) {
      const refused = ada.ask('PUT', itemPath(mug), { json: { quantity } })
      const { errors } = await expectRefusal(400, 'invalid_request', refused)
      assert.equal(errors?.[0]?.path, 'quantity')
    }
    assert.equal((await ada.getCart()).items[0]?.quantity, 99)
  })

  it('takes the last unit, but not one more than there is', async () => {
    const rare = await scarce(1, 98)
    const ada = await newCustomer()
    await ada.put(rare, rare.stock)
    const tooMany = ada.ask('PUT', itemPath(rare), { json: { quantity: rare.stock + 1 } })
    await expectRefusal(409, 'insufficient_stock', tooMany)
    assert.equal((await ada.getCart()).items[0]?.quantity, rare.stock)
  })

  it('takes nothing that is sold out', async () => {
    const gone = await scarce(0, 0)
    const ada = await newCustomer()
    const refused = ada.ask('PUT', itemPath(gone), { json: { quantity: 1 } })
    await expectRefusal(409, 'insufficient_stock', refused)
    assert.deepEqual(await ada.getCart(), emptyCart)
  })

  it('takes nothing out of stock: what counts is who checks out first', async () => {
    const rare = await scarce(1, 98)
    const [ada, bob] = await newCustomers(2)
    await ada!.put(rare, rare.stock)
    await bob!.put(rare, rare.stock)
    assert.equal(await stockOf(rare), rare.stock)
  })

  it('says so when there is no such product', async () => {
    const ada = await newCustomer()
    const unknown = { id: randomUUID() }
    const refused = ada.ask('PUT', itemPath(unknown), { json: { quantity: 1 } })
    await expectRefusal(404, 'not_found', refused)
  })

  it('gives up a line, and does not mind if it has none', async () => {
    const [mug, lamp] = (await plentiful(2)) as [Product, Product]
    const ada = await newCustomer()
    await ada.putAll([mug, 1], [lamp, 2])
    const cart = await ada.remove(mug)
    assert.deepEqual(
      cart.items.map(({ productId }) => productId),
      [lamp.id],
    )
    assert.deepEqual(await ada.remove(mug), cart)
    assert.deepEqual(await ada.remove({ id: randomUUID() }), cart)
  })

  it('can be emptied, and emptied again', async () => {
    const [mug, lamp] = (await plentiful(2)) as [Product, Product]
    const ada = await newCustomer()
    await ada.putAll([mug, 1], [lamp, 2])
    assert.deepEqual(await ada.emptyCart(), emptyCart)
    assert.deepEqual(await ada.emptyCart(), emptyCart)
    assert.deepEqual(await ada.getCart(), emptyCart)
  })

  it('belongs to one customer alone', async () => {
    const mug = await aProduct()
    const [ada, bob] = await newCustomers(2)
    await ada!.put(mug, 4)
    assert.deepEqual(await bob!.getCart(), emptyCart)
    await bob!.put(mug, 1)
    await bob!.emptyCart()
    assert.equal((await ada!.getCart()).items[0]?.quantity, 4)
  })

  it('loses nothing when many things are put into it at once', async () => {
    const products = await plentiful(8)
    const ada = await newCustomer()
    await Promise.all(products.map((product, index) => ada.put(product, index + 1)))
    const cart = await ada.getCart()
    const quantities = new Map(cart.items.map((line) => [line.productId, line.quantity]))
    assert.deepEqual(
      products.map(({ id }) => quantities.get(id)),
      [1, 2, 3, 4, 5, 6, 7, 8],
    )
  })

  it('has one line per product, however often that is put at once', async () => {
    const mug = await aProduct()
    const ada = await newCustomer()
    const json = { quantity: 7 }
    const puts = Array.from({ length: 8 }, () => ada.ask('PUT', itemPath(mug), { json }))
    const carts = await Promise.all(puts.map((put) => expectStatus<Cart>(200, put)))
    assert.ok(carts.every(({ items }) => items.length === 1 && items[0]?.quantity === 7))
    assert.equal((await getProduct(mug.id)).stock, mug.stock)
  })
})
