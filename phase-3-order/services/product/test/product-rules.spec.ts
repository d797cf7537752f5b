// Rules of the catalogue, for any stock and any order.
import assert from 'node:assert/strict'
import * as fc from 'fast-check'
import { canFill } from '../product-rules.ts'

const stocks = fc.uniqueArray(fc.record({ id: fc.uuid(), stock: fc.nat(20) }), {
  selector: ({ id }) => id,
  minLength: 1,
})

describe('an order', () => {
  it('can be filled exactly if no line would leave less than nothing', () => {
    const order = stocks.chain((products) =>
      fc.record({
        products: fc.constant(products),
        quantities: fc.array(fc.integer({ min: 1, max: 20 }), { maxLength: products.length }),
      }),
    )
    fc.assert(
      fc.property(order, ({ products, quantities }) => {
        const lines = quantities.map((quantity, i) => ({ productId: products[i]!.id, quantity }))
        const left = quantities.map((quantity, i) => products[i]!.stock - quantity)
        assert.equal(canFill(lines, products), Math.min(0, ...left) === 0)
      }),
    )
  })

  it('cannot be filled with a product that does not exist', () => {
    fc.assert(
      fc.property(stocks, ([{ id } = { id: '' }, ...others]) => {
        assert.equal(canFill([{ productId: id, quantity: 1 }], others), false)
      }),
    )
  })
})
