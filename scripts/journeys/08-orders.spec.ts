// Orders: the customer's own, newest first, and nobody else's.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import { getAdmin } from './account.ts'
import { aProduct } from './catalogue.ts'
import { makeCustomer, newCustomer, newCustomers, type Customer } from './customer.ts'
import { expectRefusal } from './http.ts'
import type { Order, Page } from './types.ts'
import { until } from '../until.ts'

const ids = (orders: Order[]) => orders.map(({ id }) => id)

describe('orders', function () {
  this.timeout('120s')

  it('are none at first', async () => {
    const ada = await newCustomer()
    assert.deepEqual(await ada.listOrders(), { items: [], nextCursor: null })
  })

  it('are listed newest first, whatever became of them', async () => {
    const mug = await aProduct()
    const ada = await newCustomer()
    const completed = await ada.buy([mug, 1])
    await ada.put(mug, 1)
    const failed = await ada.settled(await ada.checkout('pm_card_declined'))
    const isUpToDate = ({ items }: Page<Order>) => isDeepStrictEqual(items, [failed, completed])
    await until('both are listed as they are', ada.listOrders, isUpToDate)
  })

  it('are paged without a gap or a repetition while new ones are placed', async () => {
    const ada = await newCustomer()
    await ada.put(await aProduct(), 1)
    const placed = await placeMany(ada, 7)
    await ada.listedOrders(7)

    const seen: Order[] = []
    let page = await ada.listOrders({ limit: 2 })
    for (; page.nextCursor;) {
      seen.push(...page.items)
      await placeMany(ada, 1)
      page = await ada.listOrders({ limit: 2, cursor: page.nextCursor })
    }
    seen.push(...page.items)
    assert.deepEqual(ids(seen), ids(placed).toReversed())
    assert.equal((await ada.listedOrders(10)).length, 10)
  })

  it('come in pages of 1 to 100, and only with a cursor from this list', async () => {
    const ada = await newCustomer()
    const bad = ['limit=0', 'limit=101', 'limit=x', 'limit=', 'cursor=made-up', 'cursor=']
    for (const query of bad) {
      await expectRefusal(400, 'invalid_request', ada.ask('GET', `/orders?${query}`))
    }
    assert.deepEqual((await ada.listOrders({ limit: 100 })).items, [])
  })

  it('remember the cart as it was', async () => {
    const mug = await aProduct()
    const ada = await newCustomer()
    const cart = await ada.putAll([mug, 2])
    const order = await ada.settled(await ada.checkout())
    await ada.freeCart()
    await ada.put(mug, 9)
    assert.deepEqual((await ada.getOrder(order.id)).items, cart.items)
  })

  it('are the customer’s own: somebody else’s look as if they did not exist', async () => {
    const mug = await aProduct()
    const [ada, bob] = await newCustomers(2)
    const order = await ada!.buy([mug, 1])
    const strangers = [bob!, makeCustomer(await getAdmin())]
    const routes = [
      ['GET', (id: string) => `/orders/${id}`],
      ['GET', (id: string) => `/orders/${id}/timeline`],
      ['POST', (id: string) => `/orders/${id}/cancel`],
    ] as const
    for (const stranger of strangers) {
      for (const [method, path] of routes) {
        const unknown = expectRefusal(404, 'not_found', stranger.ask(method, path(randomUUID())))
        const theirs = expectRefusal(404, 'not_found', stranger.ask(method, path(order.id)))
        assert.equal((await theirs).title, (await unknown).title)
      }
    }
    assert.deepEqual((await bob!.listOrders()).items, [])
    assert.equal((await ada!.getOrder(order.id)).status, 'completed')
  })
})

/** Orders that fail: they leave the cart as it is, and the stock. */
async function placeMany(customer: Customer, count: number): Promise<Order[]> {
  const orders: Order[] = []
  while (orders.length < count) {
    orders.push(await customer.settled(await customer.checkout('pm_card_declined')))
    await customer.freeCart()
  }
  return orders
}
