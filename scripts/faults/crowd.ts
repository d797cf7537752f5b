// Customers who check out all at once, over the public contract only, and remember what they were told.
import { randomUUID } from 'node:crypto'
import { makeCaller } from '../caller.ts'
import { until } from '../until.ts'

export type Product = { id: string; stock: number }
export type Order = {
  id: string
  status: string
  totalCents: number
  items: { productId: string; quantity: number }[]
}
type Page = { items: Product[]; nextCursor: string | null }
export type Customer = { token: string; key: string; paymentMethod: string; order?: Order }

const cards = ['pm_card_visa', 'pm_card_visa', 'pm_card_declined', 'pm_card_slow', 'pm_card_flaky']
const isFinal = ({ status }: Order) => ['completed', 'failed', 'cancelled'].includes(status)
/** Customers who are served at once while the crowd is made; the checkouts are not limited. */
const atOnce = 20

export type Crowd = Awaited<ReturnType<typeof gatherCrowd>>

/** `size` new customers, each with two products in the cart. `address` is the shop's. */
export async function gatherCrowd(address: string, size: number) {
  const call = makeCaller(address)

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
      await call('PUT', `/cart/items/${id}`, { token, body: { quantity: 1 + offset } })
    }
    return { token, key: randomUUID(), paymentMethod: cards[index % cards.length]! }
  }

  const stockBefore = await listProducts()
  const wanted = stockBefore.filter(({ stock }) => stock >= size).slice(0, 5)
  if (wanted.length < 5) throw new Error(`fewer than 5 products have a stock of ${size}`)
  const customers: Customer[] = []
  for (let index = 0; index < size; index += atOnce) {
    const group = Array.from({ length: Math.min(atOnce, size - index) }, (_, i) =>
      arrive(index + i),
    )
    customers.push(...(await Promise.all(group)))
  }

  async function checkOut(customer: Customer) {
    const { token, key, paymentMethod } = customer
    customer.order = await call('POST', '/orders', { token, key, body: { paymentMethod } })
  }

  return {
    customers,
    stockBefore,
    listProducts,
    getCart: ({ token }: Customer) => call<{ locked: boolean }>('GET', '/cart', { token }),
    listOrders: ({ token }: Customer) =>
      call<{ items: Order[] }>('GET', '/orders?limit=100', { token }),

    /** Everybody who has no answer yet checks out, all at once. `onAnswer` hears of each answer.
     *  Hands back how many had none. */
    async checkOutAll(onAnswer = () => {}): Promise<number> {
      const waiting = customers.filter(({ order }) => !order)
      const tries = waiting.map((customer) => checkOut(customer).then(onAnswer))
      const results = await Promise.allSettled(tries)
      return results.filter(({ status }) => status === 'rejected').length
    },

    /** Asks until every order that a customer was told of is final. */
    async waitUntilFinal() {
      for (const customer of customers.filter(({ order }) => order)) {
        const getOrder = () =>
          call<Order>('GET', `/orders/${customer.order!.id}`, { token: customer.token })
        customer.order = await until('the order is final', getOrder, isFinal)
      }
    },
  }
}
