// While a checkout runs, its lines are locked and the rest of the cart is not. The slow card gives the time to look.
import assert from 'node:assert/strict'
import { plentiful, untilStock } from './catalogue.ts'
import { newCustomer } from './customer.ts'
import { expectRefusal, expectStatus } from './http.ts'
import type { Order, Product } from './types.ts'

describe('a cart under checkout', function () {
  this.timeout('120s')

  it('keeps the lines being paid for as they are, and takes others meanwhile', async () => {
    const [mug, lamp] = (await plentiful(2)) as [Product, Product]
    const ada = await newCustomer()
    await ada.put(mug, 2)
    const placing = ada.checkout('pm_card_slow')
    await ada.lockedCart()

    const line = `/cart/items/${mug.id}`
    const changed = ada.ask('PUT', line, { json: { quantity: 1 } })
    await expectRefusal(409, 'cart_locked', changed)
    await expectRefusal(409, 'cart_locked', ada.ask('DELETE', line))
    await expectRefusal(409, 'cart_locked', ada.tryCheckout('pm_card_visa'))
    const cart = await ada.put(lamp, 1)
    assert.equal(cart.locked, true)
    assert.equal(cart.totalCents, 2 * mug.priceCents + lamp.priceCents)
    await expectRefusal(409, 'cart_locked', ada.ask('DELETE', '/cart'))
    assert.deepEqual(await ada.getCart(), cart)

    const order = await ada.settled(await placing)
    assert.equal(order.status, 'completed')
    assert.equal(order.totalCents, 2 * mug.priceCents)
    const rest = await ada.freeCart()
    assert.deepEqual(
      rest.items.map(({ productId }) => productId),
      [lamp.id],
    )
  })

  it('can check out what was added meanwhile, in an order of its own', async () => {
    const [mug, lamp] = (await plentiful(2)) as [Product, Product]
    const ada = await newCustomer()
    await ada.put(mug, 1)
    const placing = ada.checkout('pm_card_slow')
    await ada.lockedCart()
    await ada.put(lamp, 2)
    const second = await ada.settled(await ada.checkout('pm_card_visa'))
    const first = await ada.settled(await placing)
    assert.deepEqual([first.status, second.status], ['completed', 'completed'])
    assert.deepEqual(
      first.items.map(({ productId }) => productId),
      [mug.id],
    )
    assert.deepEqual(
      second.items.map(({ productId }) => productId),
      [lamp.id],
    )
    assert.deepEqual((await ada.freeCart()).items, [])
  })

  it('is free again, with all its lines, when the order is cancelled before it is paid', async () => {
    const [mug] = (await plentiful(1)) as [Product]
    const ada = await newCustomer()
    const cart = await ada.putAll([mug, 4])
    const placing = ada.checkout('pm_card_slow')
    await ada.lockedCart()
    const [order] = (await ada.listedOrders(1)) as [Order]
    const cancels = Array.from({ length: 3 }, () => expectStatus<Order>(200, ada.tryCancel(order)))
    await Promise.all(cancels)
    assert.equal((await ada.settled(order)).status, 'cancelled')
    assert.equal((await placing).id, order.id)
    await untilStock(mug, mug.stock)
    assert.deepEqual(await ada.freeCart(), cart)
  })
})
