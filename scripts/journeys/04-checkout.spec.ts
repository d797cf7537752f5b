// Checkout: from a cart to an order that always ends one way or the other.
import assert from 'node:assert/strict'
import { inCents } from './bill.ts'
import { aProduct, plentiful, scarce, stockOf, untilStock } from './catalogue.ts'
import { newCustomer, newCustomers } from './customer.ts'
import { expectRefusal, expectStatus } from './http.ts'
import type { Order, Product } from './types.ts'

describe('checkout', function () {
  this.timeout('120s')

  it('turns the cart into a completed order, takes the stock and leaves the cart empty', async () => {
    const [mug, lamp] = (await plentiful(2)) as [Product, Product]
    const ada = await newCustomer()
    const cart = await ada.putAll([mug, 2], [lamp, 1])
    const order = await ada.settled(await ada.checkout())
    assert.equal(order.status, 'completed')
    assert.deepEqual(order.items, cart.items)
    assert.equal(order.totalCents, cart.totalCents)
    assert.equal(await stockOf(mug), mug.stock - 2)
    assert.equal(await stockOf(lamp), lamp.stock - 1)
    assert.deepEqual((await ada.freeCart()).items, [])
  })

  it('tells where the order is', async () => {
    const mug = await aProduct()
    const ada = await newCustomer()
    await ada.put(mug, 1)
    const answer = await ada.tryCheckout('pm_card_visa')
    const order = answer.body as Order
    assert.equal(answer.headers.get('location'), `/orders/${order.id}`)
    const found = await expectStatus<Order>(200, ada.ask('GET', answer.headers.get('location')!))
    assert.equal(found.id, order.id)
  })

  it('of an empty cart is refused', async () => {
    const ada = await newCustomer()
    await expectRefusal(422, 'cart_empty', ada.tryCheckout('pm_card_visa'))
    assert.deepEqual((await ada.listOrders()).items, [])
  })

  it('with a declined card fails, and leaves the stock and the cart as they were', async () => {
    const mug = await aProduct()
    const ada = await newCustomer()
    const cart = await ada.putAll([mug, 3])
    const order = await ada.settled(await ada.checkout('pm_card_declined'))
    assert.equal(order.status, 'failed')
    assert.equal(order.failureReason, 'payment_declined')
    assert.deepEqual(await ada.freeCart(), cart)
    await untilStock(mug, mug.stock)
  })

  it('can be tried again with another card', async () => {
    const mug = await aProduct()
    const ada = await newCustomer()
    await ada.put(mug, 1)
    const declined = await ada.settled(await ada.checkout('pm_card_declined'))
    await ada.freeCart()
    const order = await ada.settled(await ada.checkout('pm_card_visa'))
    assert.equal(order.status, 'completed')
    assert.notEqual(order.id, declined.id)
    assert.deepEqual(inCents(order.items), inCents(declined.items))
  })

  it('with a slow card is completed when the card processor has answered', async () => {
    const mug = await aProduct()
    const ada = await newCustomer()
    await ada.put(mug, 1)
    const order = await ada.settled(await ada.checkout('pm_card_slow'))
    assert.equal(order.status, 'completed')
    assert.equal(order.totalCents, mug.priceCents)
  })

  it('with a card that fails and loses answers is completed all the same', async () => {
    const mug = await aProduct()
    const ada = await newCustomer()
    await ada.put(mug, 2)
    const order = await ada.settled(await ada.checkout('pm_card_flaky'))
    assert.equal(order.status, 'completed')
    assert.equal(order.totalCents, 2 * mug.priceCents)
    assert.equal(await stockOf(mug), mug.stock - 2)
  })

  it('fails when somebody else was faster, and the cart stays', async () => {
    const rare = await scarce(1, 98)
    const [ada, bob] = await newCustomers(2)
    const cart = await ada!.putAll([rare, 1])
    const bought = await bob!.buy([rare, rare.stock])
    const order = await ada!.settled(await ada!.checkout())
    assert.equal(order.failureReason, 'out_of_stock')
    assert.equal(await stockOf(rare), 0)
    assert.deepEqual(await ada!.freeCart(), cart)
    await bob!.cancel(bought)
  })

  it('takes all lines or none: one that is short leaves the others on the shelf', async () => {
    const rare = await scarce(1, 98)
    const [mug, lamp] = (await plentiful(2)) as [Product, Product]
    const [ada, bob] = await newCustomers(2)
    await ada!.putAll([mug, 5], [rare, 1], [lamp, 5])
    const bought = await bob!.buy([rare, rare.stock])
    const order = await ada!.settled(await ada!.checkout())
    assert.equal(order.failureReason, 'out_of_stock')
    await untilStock(mug, mug.stock)
    await untilStock(lamp, lamp.stock)
    await bob!.cancel(bought)
  })

  it('sells a cart once, even if it is checked out many times at once', async () => {
    const mug = await aProduct()
    const ada = await newCustomer()
    await ada.put(mug, 3)
    const answers = await Promise.all(
      Array.from({ length: 6 }, () => ada.tryCheckout('pm_card_visa')),
    )
    const outcomes: string[] = []
    for (const { status, body } of answers) {
      if (status !== 201) outcomes.push((body as { code: string }).code)
      else outcomes.push(outcome(await ada.settled(body as Order)))
    }
    assert.equal(outcomes.filter((one) => one === 'completed').length, 1)
    const allowed = ['completed', 'cart_changed', 'cart_locked', 'cart_empty']
    assert.deepEqual(
      outcomes.filter((one) => !allowed.includes(one)),
      [],
    )
    await untilStock(mug, mug.stock - 3)
  })

  it('sells the last 5 units to 5 of 20 buyers, whoever they are', async () => {
    const rare = await scarce(6, 98)
    const [first, ...buyers] = await newCustomers(21)
    const hoard = await first!.buy([rare, rare.stock - 5])
    await Promise.all(buyers.map((buyer) => buyer.put(rare, 1)))
    const orders = await Promise.all(
      buyers.map(async (buyer) => ({ buyer, order: await buyer.settled(await buyer.checkout()) })),
    )
    const winners = orders.filter(({ order }) => order.status === 'completed')
    const losers = orders.filter(({ order }) => order.failureReason === 'out_of_stock')
    assert.equal(winners.length, 5)
    assert.equal(losers.length, 15)
    assert.equal(await stockOf(rare), 0)
    await Promise.all(winners.map(({ buyer, order }) => buyer.cancel(order)))
    await first!.cancel(hoard)
  })

  it('serves many customers at once, each to the cent', async () => {
    const mug = await aProduct()
    const buyers = await newCustomers(12)
    const orders = await Promise.all(buyers.map((buyer, index) => buyer.buy([mug, index + 1])))
    const totals = orders.map(({ totalCents }) => totalCents)
    assert.deepEqual(
      totals,
      buyers.map((_, index) => (index + 1) * mug.priceCents),
    )
    assert.equal(await stockOf(mug), mug.stock - 78)
    await Promise.all(orders.map((order, index) => buyers[index]!.cancel(order)))
  })
})

const outcome = ({ status, failureReason }: Order) => failureReason ?? status
