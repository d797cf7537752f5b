// The Idempotency-Key: a checkout whose answer was lost may be sent again.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { aProduct, stockOf } from './catalogue.ts'
import { newCustomer, newCustomers } from './customer.ts'
import { expectRefusal, expectStatus } from './http.ts'
import type { Order } from './types.ts'

const json = { paymentMethod: 'pm_card_visa' }

describe('a repeated checkout', function () {
  this.timeout('120s')

  it('with the same key is the same order, bought once', async () => {
    const mug = await aProduct()
    const ada = await newCustomer()
    await ada.put(mug, 2)
    const key = randomUUID()
    const order = await ada.settled(await ada.checkout('pm_card_visa', key))
    const again = await expectStatus<Order>(201, ada.tryCheckout('pm_card_visa', key))
    assert.deepEqual(again, order)
    assert.equal((await ada.listedOrders(1)).length, 1)
    assert.equal(await stockOf(mug), mug.stock - 2)
  })

  it('does not buy what has been put into the cart since', async () => {
    const mug = await aProduct()
    const ada = await newCustomer()
    const key = randomUUID()
    await ada.put(mug, 1)
    const order = await ada.settled(await ada.checkout('pm_card_visa', key))
    await ada.freeCart()
    const cart = await ada.put(mug, 5)
    assert.equal((await ada.checkout('pm_card_visa', key)).id, order.id)
    assert.deepEqual(await ada.getCart(), cart)
  })

  it('at the same moment is the same order, bought once', async () => {
    const mug = await aProduct()
    const ada = await newCustomer()
    await ada.put(mug, 1)
    const key = randomUUID()
    const orders = await Promise.all(
      Array.from({ length: 6 }, () => ada.checkout('pm_card_visa', key)),
    )
    assert.equal(new Set(orders.map(({ id }) => id)).size, 1)
    assert.equal((await ada.settled(orders[0]!)).status, 'completed')
    assert.equal(await stockOf(mug), mug.stock - 1)
  })

  it('tells what has become of the order since', async () => {
    const mug = await aProduct()
    const ada = await newCustomer()
    await ada.put(mug, 1)
    const key = randomUUID()
    const order = await ada.settled(await ada.checkout('pm_card_visa', key))
    await ada.cancel(order)
    assert.equal((await ada.checkout('pm_card_visa', key)).status, 'cancelled')
  })

  it('with another body is refused, and changes nothing', async () => {
    const mug = await aProduct()
    const ada = await newCustomer()
    await ada.put(mug, 1)
    const key = randomUUID()
    const order = await ada.settled(await ada.checkout('pm_card_visa', key))
    await ada.freeCart()
    await ada.put(mug, 1)
    const refused = ada.tryCheckout('pm_card_flaky', key)
    await expectRefusal(422, 'idempotency_key_reused', refused)
    assert.equal((await ada.listedOrders(1)).length, 1)
    assert.equal((await ada.getOrder(order.id)).status, 'completed')
  })

  it('of somebody else is another order: keys of two customers never meet', async () => {
    const mug = await aProduct()
    const [ada, bob] = await newCustomers(2)
    const key = randomUUID()
    await Promise.all([ada!.put(mug, 1), bob!.put(mug, 2)])
    const first = await ada!.checkout('pm_card_visa', key)
    const second = await bob!.checkout('pm_card_visa', key)
    assert.notEqual(first.id, second.id)
    assert.equal(second.totalCents, 2 * mug.priceCents)
  })

  it('after a refusal is a new try: a refused checkout leaves its key unused', async () => {
    const mug = await aProduct()
    const ada = await newCustomer()
    const key = randomUUID()
    await expectRefusal(422, 'cart_empty', ada.tryCheckout('pm_card_visa', key))
    await ada.put(mug, 1)
    assert.equal((await ada.settled(await ada.checkout('pm_card_visa', key))).status, 'completed')
  })

  it('may put its key in double quotes or not', async () => {
    const mug = await aProduct()
    const ada = await newCustomer()
    await ada.put(mug, 1)
    const key = randomUUID()
    const order = await ada.checkout('pm_card_visa', key)
    assert.equal((await ada.checkout('pm_card_visa', `"${key}"`)).id, order.id)
  })

  it('needs a key of 1 to 128 printable characters', async () => {
    const ada = await newCustomer()
    await expectRefusal(400, 'invalid_request', ada.ask('POST', '/orders', { json }))
    for (const key of [
      '',
      '""',
      'x'.repeat(129),
      `"${'x'.repeat(129)}"`,
      'tab\tin it',
      'caf\xe9',
    ]) {
      const refused = ada.tryCheckout('pm_card_visa', key)
      const { errors } = await expectRefusal(400, 'invalid_request', refused)
      assert.match(errors?.[0]?.path ?? '', /idempotency-key/i)
    }
    const allowed = ['x', ' !#~ ', 'x'.repeat(128), `"${'y'.repeat(128)}"`]
    for (const key of allowed) {
      await expectRefusal(422, 'cart_empty', ada.tryCheckout('pm_card_visa', key))
    }
  })
})
