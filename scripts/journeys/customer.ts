// A customer with an account of her own: what people do in the shop, one function each.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { register, type Account } from './account.ts'
import { assertAddsUp } from './bill.ts'
import { queryString } from './catalogue.ts'
import type { Answer } from './contract.ts'
import { call, expectStatus, type Call } from './http.ts'
import { ledger } from './ledger.ts'
import type { Cart, Order, Page, PaymentMethod, TimelineEntry } from './types.ts'
import { until } from '../until.ts'

export type Wanted = [product: { id: string }, quantity: number]
export type Customer = ReturnType<typeof makeCustomer>

export const newCustomer = async () => makeCustomer(await register())

export const newCustomers = (count: number) =>
  Promise.all(Array.from({ length: count }, () => newCustomer()))

export const isFinal = ({ status }: Order) => status !== 'pending' && status !== 'cancelling'

export function makeCustomer(account: Account) {
  /** Any request as this customer; what it tells about orders goes into the suite's ledger. */
  async function ask(method: string, path: string, options: Call = {}): Promise<Answer> {
    const answer = await call(method, path, { token: await account.token(), ...options })
    if (isOrder(answer)) ledger.note(answer.body as Order, { getOrder, getTimeline, cancel })
    return answer
  }
  const askForCart = (method: string, path: string, options?: Call) =>
    expectStatus<Cart>(200, ask(method, path, options)).then(assertAddsUp)

  const getCart = () => askForCart('GET', '/cart')
  const put = ({ id }: { id: string }, quantity: number) =>
    askForCart('PUT', `/cart/items/${id}`, { json: { quantity } })
  const remove = ({ id }: { id: string }) => askForCart('DELETE', `/cart/items/${id}`)
  const emptyCart = () => askForCart('DELETE', '/cart')

  /** The cart while a line of it is under checkout. */
  const lockedCart = () => until('the cart is locked', getCart, ({ locked }) => locked)

  /** The cart once no line of it is under checkout. */
  const freeCart = () => until('the cart is free', getCart, ({ locked }) => !locked)

  /** Puts it all into the cart; hands back the cart. */
  async function putAll(...wanted: Wanted[]): Promise<Cart> {
    for (const [product, quantity] of wanted) await put(product, quantity)
    return getCart()
  }

  const tryCheckout = (paymentMethod: PaymentMethod, key: string = randomUUID()) =>
    ask('POST', '/orders', { json: { paymentMethod }, headers: { 'Idempotency-Key': key } })

  const checkout = (paymentMethod: PaymentMethod = 'pm_card_visa', key?: string) =>
    expectStatus<Order>(201, tryCheckout(paymentMethod, key)).then(assertAddsUp)

  const getOrder = (id: string) =>
    expectStatus<Order>(200, ask('GET', `/orders/${id}`)).then(assertAddsUp)

  /** The order once it is settled. */
  const settled = ({ id }: Order) => until('the order is settled', () => getOrder(id), isFinal)

  /** Buys it all, in one order. The order is completed and the cart free again afterwards. */
  async function buy(...wanted: Wanted[]): Promise<Order> {
    await putAll(...wanted)
    const order = await settled(await checkout())
    assert.equal(order.status, 'completed', `${order.failureReason}`)
    await freeCart()
    return order
  }

  const tryCancel = ({ id }: Order) => ask('POST', `/orders/${id}/cancel`)

  /** The order once it is cancelled. */
  async function cancel(order: Order): Promise<Order> {
    await expectStatus<Order>(200, tryCancel(order))
    const final = await settled(order)
    assert.equal(final.status, 'cancelled')
    return final
  }

  const listOrders = (query: { limit?: number; cursor?: string } = {}) =>
    expectStatus<Page<Order>>(200, ask('GET', `/orders${queryString(query)}`))

  /** The newest orders once they are this many: the list may be a moment behind. */
  const listedOrders = async (count: number): Promise<Order[]> => {
    const { items } = await until(
      'all are listed',
      listOrders,
      (page) => page.items.length >= count,
    )
    return items
  }

  const getTimeline = async ({ id }: Order): Promise<TimelineEntry[]> => {
    const path = `/orders/${id}/timeline`
    return (await expectStatus<{ items: TimelineEntry[] }>(200, ask('GET', path))).items
  }

  return {
    account,
    ask,
    getCart,
    lockedCart,
    freeCart,
    put,
    remove,
    emptyCart,
    putAll,
    tryCheckout,
    checkout,
    getOrder,
    settled,
    buy,
    tryCancel,
    cancel,
    listOrders,
    listedOrders,
    getTimeline,
  }
}

const isOrder = ({ status, body }: Answer) =>
  status < 300 && Object.hasOwn(Object(body), 'placedAt')
