// Rules of carts, for any cart.
import assert from 'node:assert/strict'
import * as fc from 'fast-check'
import {
  linesAsOrdered,
  linesToReserve,
  priceLines,
  type StoredLine,
  toCart,
} from '../cart-rules.ts'

const orders = ['first', 'second', 'third']
const ids = fc.uniqueArray(fc.uuid(), { maxLength: 8 })

/** Lines of any quantity, some of them reserved by one of three orders. */
const cart = ids.chain((productIds) =>
  fc.tuple(
    ...productIds.map((productId) =>
      fc.record({
        productId: fc.constant(productId),
        quantity: fc.integer({ min: 1, max: 99 }),
        reservedBy: fc.constantFrom(null, ...orders),
      }),
    ),
  ),
)

function outcome(lines: StoredLine[], orderId: string): string[] | string {
  try {
    return linesToReserve(lines, orderId).map(({ productId }) => productId)
  } catch (error) {
    return (error as { code: string }).code
  }
}

describe('in any cart', () => {
  it('the total is what the lines cost, to the cent', () => {
    const price = fc.integer({ min: 1, max: 249_900 })
    fc.assert(
      fc.property(cart, price, (lines, priceCents) => {
        const products = lines.map(({ productId }) => ({ ...plain, id: productId, priceCents }))
        const { totalCents, locked } = toCart(lines, priceLines(lines, products))
        const pieces = lines.reduce((sum, { quantity }) => sum + quantity, 0)
        assert.equal(totalCents, pieces * priceCents)
        assert.equal(
          locked,
          lines.some(({ reservedBy }) => reservedBy !== null),
        )
      }),
    )
  })

  it('the lines are sorted by name, then id, wherever they came from', () => {
    const names = fc.constantFrom('Ähre', 'apple', 'Zebra', 'cup', '日本')
    const priced = cart.chain((lines) =>
      fc.tuple(fc.constant(lines), fc.tuple(...lines.map(() => names))),
    )
    fc.assert(
      fc.property(priced, ([lines, given]) => {
        const products = lines.map(({ productId: id }, i) => ({ ...plain, id, name: given[i]! }))
        const priceOf = (some: StoredLine[]) => priceLines(some, products)
        assert.deepEqual(priceOf(lines), priceOf(lines.toReversed()))
        const sorted = priceOf(lines).map(({ name }) => name)
        assert.deepEqual(
          sorted,
          sorted.toSorted((a, b) => a.localeCompare(b, 'en')),
        )
      }),
    )
  })

  it('a checkout gets its own lines again, or else all that are free, or else a reason', () => {
    fc.assert(
      fc.property(cart, fc.constantFrom(...orders), (lines, orderId) => {
        const idsOf = (owner: string | null) =>
          lines.filter(({ reservedBy }) => reservedBy === owner).map(({ productId }) => productId)
        const [own, free] = [idsOf(orderId), idsOf(null)]
        const chosen = own.length > 0 ? own : free
        const reason = lines.length === 0 ? 'cart_empty' : 'cart_locked'
        assert.deepEqual(outcome(lines, orderId), chosen.length > 0 ? chosen : reason)
      }),
    )
  })

  it('an order gets all that was ordered as it was ordered, or nothing', () => {
    const some = fc.infiniteStream(fc.boolean())
    fc.assert(
      fc.property(cart, fc.constantFrom(...orders), some, (lines, orderId, isOrdered) => {
        const ordered = lines.filter(() => isOrdered.next().value)
        const own = lines.filter(({ reservedBy }) => reservedBy === orderId)
        const isFree = ordered.every(({ reservedBy }) => reservedBy === null)
        const isOwn = own.length === ordered.length && own.every((line) => ordered.includes(line))
        const due = own.length > 0 ? isOwn : isFree
        assert.deepEqual(linesAsOrdered(lines, ordered, orderId), due ? ordered : undefined)
        for (const change of [1, -1]) {
          const others = ordered.map((line) => ({ ...line, quantity: line.quantity + change }))
          const isNothing = ordered.length === 0 && due
          assert.deepEqual(linesAsOrdered(lines, others, orderId), isNothing ? [] : undefined)
        }
      }),
    )
  })
})

const plain = {
  name: 'Mug',
  description: 'Holds what you pour into it.',
  category: 'kitchen',
  priceCents: 900,
  currency: 'EUR',
  stock: 100,
}
