// What the driver does when it is told to: it plays the customers, over the public contract only, and remembers their
// orders. One job at a time; whoever tells it measures the machine in between.
import { setTimeout as sleep } from 'node:timers/promises'
import { browse } from './browse.ts'
import { makeClient, now } from './client.ts'
import { type Customer, listProducts, makeCustomers, type Product } from './customers.ts'
import { awaitLast, type Fate, followAll, placeOrder, type Placed } from './orders.ts'
import type { Page } from './sizes.ts'
import { visit } from './visits.ts'

export type Jobs = ReturnType<typeof makeJobs>
/** What came of placing orders. */
export type Rush = { asked: number; refused: number; seconds: number; latenciesMs: number[] }

/** For as long as a customer waits for a page. */
const patienceMs = 5_000

export function makeJobs(address: string) {
  const client = makeClient(address)
  const pool: Customer[] = []
  let orders: Placed[] = []
  let regular: Customer | undefined
  let product: Product | undefined

  /** Sees to so many customers who are ready to check out. */
  async function prepare({ count }: { count: number }): Promise<void> {
    product ??= (await listProducts(client))[0]!
    regular ??= (await makeCustomers(client, 1))[0]!
    const missing = Math.max(0, count - pool.length)
    pool.push(...(await makeCustomers(client, missing)))
  }

  /** Looks at one kind of page, again and again. */
  async function lookAround({ page, ...loop }: { page: Page; clients: number; seconds: number }) {
    const { id, category, name } = product!
    const paths: Record<Page, string> = {
      list: '/products?limit=20',
      category: `/products?category=${category}`,
      search: `/products?q=${encodeURIComponent(name.split(' ')[0]!)}`,
      detail: `/products/${id}`,
    }
    return browse(address, { what: page, path: paths[page], ...loop })
  }

  /** Closed loop: each client checks out with the next cart as soon as it was answered. */
  async function rush({ clients, seconds, atMost = Infinity }: RushOptions): Promise<Rush> {
    const latenciesMs: number[] = []
    let asked = 0
    let refused = 0
    const began = now()
    const deadline = began + 1_000 * seconds
    async function buy() {
      while (now() < deadline && asked < atMost) {
        const customer = pool.pop()
        if (!customer) return
        asked++
        const order = await placeOrder(client, customer)
        if (order) note(order)
        else refused++
      }
    }
    const note = (order: Placed) => {
      orders.push(order)
      latenciesMs.push(order.answeredAt - order.askedAt)
    }
    await Promise.all(Array.from({ length: clients }, buy))
    return { asked, refused, seconds: (now() - began) / 1_000, latenciesMs }
  }
  type RushOptions = { clients: number; seconds: number; atMost?: number }

  /** Open loop: orders come at this rate, whether those before them were answered or not. */
  async function offer({ rate, seconds }: { rate: number; seconds: number }): Promise<Rush> {
    const customers = pool.splice(0, Math.round(rate * seconds))
    const began = now()
    const placed = customers.map(async (customer, index) => {
      const dueAt = began + (1_000 * index) / rate
      await sleep(Math.max(0, dueAt - now()))
      return placeOrder(client, customer, dueAt)
    })
    const answered = (await Promise.all(placed)).filter((order) => order !== undefined)
    orders.push(...answered)
    return {
      asked: customers.length,
      refused: customers.length - answered.length,
      seconds,
      latenciesMs: answered.map(({ askedAt, answeredAt }) => answeredAt - askedAt),
    }
  }

  /** Until the last orders are final, or the time is over. */
  const settle = ({ withinMs }: { withinMs: number }) => awaitLast(client, orders, withinMs)

  /** What became of every order since it was asked last. */
  async function follow({ withinMs }: { withinMs: number }): Promise<Fate[]> {
    const fates = await followAll(client, orders, withinMs)
    orders = []
    return fates
  }

  /** While a partner is away. */
  async function stay(options: { seconds: number; everyMs: number }) {
    const hasty = makeClient(address, { timeoutMs: patienceMs })
    const known = { productId: product!.id, regular: regular!, buyers: pool.splice(0) }
    const stayed = await visit(hasty, { ...options, ...known })
    hasty.close()
    const { orders: placed, ...counts } = stayed
    orders.push(...placed)
    return counts
  }

  return {
    prepare,
    lookAround,
    rush,
    offer,
    settle,
    follow,
    stay,
    close: async () => client.close(),
  }
}
