// Customers who check out all at once, over the public contract only, and remember what they were told.
import { randomUUID } from 'node:crypto'
import { makeAsker, makeCaller } from '../caller.ts'
import { until } from '../until.ts'

export type Product = { id: string; stock: number }
export type Order = {
  id: string
  status: string
  failureReason: string | null
  totalCents: number
  items: { productId: string; quantity: number }[]
}
type Cart = { locked: boolean; items: { productId: string; quantity: number }[] }
export type Money = { orders: number; revenueCents: number; refundedCents: number }
type Page = { items: Product[]; nextCursor: string | null }
type Timeline = { items: { type: string }[] }
export type Customer = { token: string; key: string; paymentMethod: string; order?: Order }

const cards = ['pm_card_visa', 'pm_card_visa', 'pm_card_declined', 'pm_card_slow', 'pm_card_flaky']
const isFinal = ({ status }: Order) => ['completed', 'failed', 'cancelled'].includes(status)
const isOk = (status: number) => status === 200
/** Customers who are served at once while the crowd is made; the checkouts are not limited. */
const atOnce = 20

export type Crowd = Awaited<ReturnType<typeof gatherCrowd>>

/** `size` new customers, each with two products in the cart; with those who join later there may be `upTo`.
 *  `address` is the shop's. */
export async function gatherCrowd(address: string, size: number, { upTo = size } = {}) {
  let call = makeCaller(address)
  let ask = makeAsker(address)

  async function listProducts(): Promise<Product[]> {
    const products: Product[] = []
    let query = 'limit=100'
    for (;;) {
      const page = await call<Page>('GET', `/products?${query}`)
      products.push(...page.items)
      if (!page.nextCursor) return products
      query = `limit=100&cursor=${encodeURIComponent(page.nextCursor)}`
    }
  }

  async function arrive(index: number): Promise<Customer> {
    const email = `${randomUUID()}@crowd.example`
    const body = { email, password: 'a-long-password' }
    const session = await call<{ accessToken: string }>('POST', '/auth/register', { body })
    const token = session.accessToken
    for (const offset of [0, 1]) {
      const { id } = wanted[(index + offset) % wanted.length]!
      const putIn = () => ask('PUT', `/cart/items/${id}`, { token, body: { quantity: 1 + offset } })
      await until('it is in the cart', async () => (await putIn()).status, isOk)
    }
    return { token, key: randomUUID(), paymentMethod: cards[index % cards.length]! }
  }

  const admin = { email: 'admin@shop.example', password: 'admin-password-1' }
  const gatheredAt = Date.now()

  /** What the shopkeeper is told of all that was sold since the crowd came. */
  async function reportedMoney(): Promise<Money> {
    adminToken ??= call<{ accessToken: string }>('POST', '/auth/login', { body: admin })
    const { accessToken: token } = await adminToken
    const [from, to] = [gatheredAt, gatheredAt + 24 * 3_600_000].map((ms) => new Date(ms))
    const period = `from=${from!.toISOString()}&to=${to!.toISOString()}`
    const report = await call<{ items: Money[] }>('GET', `/analytics/revenue?${period}`, { token })
    const total = (key: keyof Money) => report.items.reduce((sum, hour) => sum + hour[key], 0)
    return {
      orders: total('orders'),
      revenueCents: total('revenueCents'),
      refundedCents: total('refundedCents'),
    }
  }
  let adminToken: Promise<{ accessToken: string }> | undefined

  const stockBefore = await listProducts()
  const wanted = stockBefore.filter(({ stock }) => stock >= upTo).slice(0, 5)
  if (wanted.length < 5) throw new Error(`fewer than 5 products have a stock of ${upTo}`)
  const customers: Customer[] = []
  for (let index = 0; index < size; index += atOnce) {
    const group = Array.from({ length: Math.min(atOnce, size - index) }, (_, i) =>
      arrive(index + i),
    )
    customers.push(...(await Promise.all(group)))
  }

  /** Hands back the answer, whatever it is. An order is remembered. */
  async function checkOut(customer: Customer): Promise<Response> {
    const { token, key, paymentMethod } = customer
    const answer = await ask('POST', '/orders', { token, key, body: { paymentMethod } })
    const told = (await answer.json()) as Order
    if (answer.ok) customer.order = told
    return answer
  }

  /** Asks again and again, as often as it is refused. */
  async function untilAnswered(customer: Customer): Promise<void> {
    await until(
      'there is an order',
      () => checkOut(customer),
      ({ ok }) => ok,
    )
  }

  /** Asks until the order that the customer was told of is final. */
  async function untilFinal(customer: Customer): Promise<Order> {
    const { token, order } = customer
    const getOrder = () => call<Order>('GET', `/orders/${order!.id}`, { token })
    return (customer.order = await until('the order is final', getOrder, isFinal))
  }

  /** Hands back whether the shop has taken note of it. */
  async function cancel({ token, order }: Customer): Promise<boolean> {
    const answer = await ask('POST', `/orders/${order!.id}/cancel`, { token })
    await answer.body?.cancel()
    return answer.ok
  }

  /** What has happened to an order, once all of it is told: it may come a moment later than its end. */
  async function untilTold({ token }: Customer, { id, status }: Order): Promise<string[]> {
    async function read() {
      const answer = await ask('GET', `/orders/${id}/timeline`, { token })
      const { items = [] } = (await answer.json()) as Partial<Timeline>
      return items.map(({ type }) => type)
    }
    return until(
      `the timeline of ${id} ends with ${status}`,
      read,
      (types) => types.at(-1) === `order.${status}`,
    )
  }

  const getCart = ({ token }: Customer) => call<Cart>('GET', '/cart', { token })

  /** Asks until the cart is shown, and under no checkout. */
  async function untilFree({ token }: Customer): Promise<Cart> {
    async function look() {
      const answer = await ask('GET', '/cart', { token })
      return (await answer.json()) as Partial<Cart>
    }
    return (await until('the cart is free', look, ({ locked }) => locked === false)) as Cart
  }

  return {
    customers,
    stockBefore,
    listProducts,
    reportedMoney,
    checkOut,
    untilAnswered,
    untilFinal,
    untilFree,
    untilTold,
    cancel,
    getCart,
    listOrders: ({ token }: Customer) =>
      call<{ items: Order[] }>('GET', '/orders?limit=100', { token }),

    /** From now on they come to this address. */
    moveTo(elsewhere: string) {
      call = makeCaller(elsewhere)
      ask = makeAsker(elsewhere)
    },

    /** One more customer. */
    async join(paymentMethod: string): Promise<Customer> {
      const customer = { ...(await arrive(customers.length)), paymentMethod }
      customers.push(customer)
      return customer
    },

    /** Everybody who has no answer yet checks out, all at once. `onAnswer` hears of each answer.
     *  Hands back how many have no order. */
    async checkOutAll(onAnswer: (answer: Response) => void = () => {}): Promise<number> {
      const waiting = customers.filter(({ order }) => !order)
      const tries = waiting.map(async (customer) => {
        const answer = await checkOut(customer)
        onAnswer(answer)
        return answer.ok
      })
      const results = await Promise.allSettled(tries)
      return results.filter((result) => result.status === 'rejected' || !result.value).length
    },

    async waitUntilFinal() {
      for (const customer of customers.filter(({ order }) => order)) await untilFinal(customer)
    },
  }
}
