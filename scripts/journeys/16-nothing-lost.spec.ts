// After everything above: nothing is lost and nothing invented, as far as anybody can see from outside.
import assert from 'node:assert/strict'
import { allProducts } from './catalogue.ts'
import { comeToRest, moneyIsRight, stockErrors } from './invariants.ts'
import { ledger } from './ledger.ts'

const errors: string[] = []

// Not an assertion yet: a failing hook would end the run, and hide what the other scenarios have to say.
afterEach(async function () {
  this.timeout('120s')
  for (const error of await comeToRest()) errors.push(`${this.currentTest?.fullTitle()}: ${error}`)
})

describe('after all this', function () {
  this.timeout('180s')

  it('every order is settled, and stock and orders have agreed after each single scenario', () => {
    assert.deepEqual(errors, [])
  })

  it('units gone from the shelves are the units in completed orders, product by product', async () => {
    assert.deepEqual(await stockErrors(), [])
    assert.ok((await allProducts()).every(({ stock }) => stock >= 0))
  })

  it('no order has changed since it was settled', async () => {
    await inTens(ledger.entries(), async ({ order, owner }) => {
      assert.deepEqual(await owner.getOrder(order.id), order)
    })
  })

  it('revenue and refunds are those of the completed and the cancelled orders, to the cent', async () => {
    await moneyIsRight()
  })

  it('everything can be given back, and then the shelves are as they were and nothing is earned', async () => {
    await inTens(ledger.withStatus('completed'), ({ order, owner }) => owner.cancel(order))
    assert.deepEqual(await comeToRest(), [])
    assert.deepEqual(ledger.withStatus('completed'), [])
    await moneyIsRight()
    const { revenueCents, refundedCents } = await ledger.money()
    assert.equal(revenueCents - refundedCents, 0)
  })
})

async function inTens<Item>(items: Item[], work: (item: Item) => Promise<unknown>) {
  for (let start = 0; start < items.length; start += 10) {
    await Promise.all(items.slice(start, start + 10).map(work))
  }
}
