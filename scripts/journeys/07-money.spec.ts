// Money: whole cents, whatever the quantities.
import assert from 'node:assert/strict'
import { sum } from './bill.ts'
import { allProducts, plentiful } from './catalogue.ts'
import { newCustomer, type Wanted } from './customer.ts'
import type { Product } from './types.ts'

const price = (wanted: Wanted[]) =>
  sum(wanted.map(([product, quantity]) => (product as Product).priceCents * quantity))

describe('money', function () {
  this.timeout('120s')

  it('adds up to the cent for odd prices and odd quantities', async () => {
    const ada = await newCustomer()
    const quantities = [1, 3, 7, 11, 13]
    const wanted = (await plentiful(5)).map((one, index) => [one, quantities[index]!] as Wanted)
    const cart = await ada.putAll(...wanted)
    assert.equal(cart.totalCents, price(wanted))
    const order = await ada.buy(...wanted)
    assert.equal(order.totalCents, price(wanted))
    await ada.cancel(order)
  })

  it('adds up to the cent for 99 each of twenty products', async () => {
    const ada = await newCustomer()
    const wanted = (await plentiful(20)).map((one) => [one, 99] as Wanted)
    const order = await ada.buy(...wanted)
    assert.equal(order.items.length, 20)
    assert.equal(order.totalCents, price(wanted))
    await ada.cancel(order)
  })

  it('adds up for as many as there are of the dearest product', async () => {
    const [dearest] = (await allProducts({ sort: 'price_desc' })).filter(({ stock }) => stock > 0)
    const ada = await newCustomer()
    const wanted: Wanted = [dearest!, Math.min(dearest!.stock, 99)]
    const order = await ada.buy(wanted)
    assert.equal(order.totalCents, price([wanted]))
    await ada.cancel(order)
  })

  it('adds up for a single unit of the cheapest product', async () => {
    const [cheapest] = (await allProducts({ sort: 'price_asc' })).filter(({ stock }) => stock > 0)
    const ada = await newCustomer()
    const order = await ada.buy([cheapest!, 1])
    assert.equal(order.totalCents, cheapest!.priceCents)
    await ada.cancel(order)
  })

  it('is in one currency everywhere', async () => {
    const products = await allProducts()
    const ada = await newCustomer()
    const order = await ada.buy([(await plentiful(1))[0]!, 1])
    const currencies = [...products, order].map(({ currency }) => currency)
    assert.deepEqual([...new Set(currencies)], ['EUR'])
  })
})
