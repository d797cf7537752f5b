// Cancelling: money and goods go back, once.
import assert from 'node:assert/strict'
import { aProduct, plentiful, scarce, stockOf, untilStock } from './catalogue.ts'
import { newCustomer, newCustomers } from './customer.ts'
import { expectRefusal, expectStatus } from './http.ts'
import { moneyIsRight } from './invariants.ts'
import type { Order, Product } from './types.ts'

describe('cancelling', function () {
  this.timeout('120s')

  it('a completed order gives the goods back to the shelf and the money to the customer', async () => {
    const [mug, lamp] = (await plentiful(2)) as [Product, Product]
    const ada = await newCustomer()
    const order = await ada.buy([mug, 3], [lamp, 2])
    assert.equal(await stockOf(mug), mug.stock - 3)
    const cancelled = await ada.cancel(order)
    assert.deepEqual(cancelled.items, order.items)
    assert.equal(cancelled.totalCents, order.totalCents)
    await untilStock(mug, mug.stock)
    await untilStock(lamp, lamp.stock)
    await moneyIsRight()
  })

  it('does not put the goods back into the cart', async () => {
    const ada = await newCustomer()
    await ada.cancel(await ada.buy([await aProduct(), 1]))
    assert.deepEqual((await ada.getCart()).items, [])
  })

  it('again changes nothing', async () => {
    const mug = await aProduct()
    const ada = await newCustomer()
    const order = await ada.buy([mug, 4])
    const cancelled = await ada.cancel(order)
    assert.deepEqual(await ada.cancel(order), cancelled)
    await untilStock(mug, mug.stock)
    await moneyIsRight()
  })

  it('many times at once gives everything back once', async () => {
    const mug = await aProduct()
    const ada = await newCustomer()
    const order = await ada.buy([mug, 5])
    const cancels = Array.from({ length: 8 }, () => expectStatus<Order>(200, ada.tryCancel(order)))
    const statuses = (await Promise.all(cancels)).map(({ status }) => status)
    assert.ok(statuses.every((status) => status === 'cancelling' || status === 'cancelled'))
    assert.equal((await ada.settled(order)).status, 'cancelled')
    await untilStock(mug, mug.stock)
    await moneyIsRight()
  })

  it('while the card processor still thinks means that nothing is bought', async () => {
    const mug = await aProduct()
    const ada = await newCustomer()
    await ada.put(mug, 2)
    const order = await ada.checkout('pm_card_slow')
    await ada.cancel(order)
    await untilStock(mug, mug.stock)
    await moneyIsRight()
  })

  it('a failed order is refused: there is nothing to give back', async () => {
    const mug = await aProduct()
    const ada = await newCustomer()
    await ada.put(mug, 1)
    const order = await ada.settled(await ada.checkout('pm_card_declined'))
    await expectRefusal(409, 'order_not_cancellable', ada.tryCancel(order))
    assert.deepEqual(await ada.getOrder(order.id), order)
  })

  it('lets the next customer buy what came back', async () => {
    const rare = await scarce(1, 98)
    const [ada, bob] = await newCustomers(2)
    const order = await ada!.buy([rare, rare.stock])
    await ada!.cancel(order)
    await untilStock(rare, rare.stock)
    const next = await bob!.buy([rare, rare.stock])
    assert.equal(await stockOf(rare), 0)
    await bob!.cancel(next)
  })
})
