// What customers get while one of the shop's partners is away: somebody looks around, sees his cart and checks out, again
// and again.
import { setTimeout as sleep } from 'node:timers/promises'
import { type Client, now } from './client.ts'
import type { Customer } from './customers.ts'
import { placeOrder, type Placed } from './orders.ts'

export const wishes = ['browse', 'see the cart', 'be accepted'] as const
export type Wish = (typeof wishes)[number]
/** Shares from 0 to 1, and the orders that were accepted. */
export type Stay = { granted: Record<Wish, number>; visits: number; orders: Placed[] }
type Options = {
  seconds: number
  everyMs: number
  productId: string
  regular: Customer
  buyers: Customer[]
}

/** `client` must be one that gives up as early as a customer does. */
export async function visit(
  client: Client,
  { seconds, everyMs, productId, regular, buyers }: Options,
): Promise<Stay> {
  const orders: Placed[] = []
  const counts: Record<Wish, number> = { browse: 0, 'see the cart': 0, 'be accepted': 0 }
  async function isOk(path: string, token?: string) {
    return (await client.ask('GET', path, { ...(token && { token }) })).status === 200
  }
  async function come(buyer: Customer) {
    const looks = ['/products?limit=20', `/products/${productId}`].map((path) => isOk(path))
    const [order, hasCart, ...seen] = await Promise.all([
      placeOrder(client, buyer),
      isOk('/cart', regular.token),
      ...looks,
    ])
    if (order) orders.push(order)
    counts['be accepted'] += Number(order !== undefined)
    counts['see the cart'] += Number(hasCart)
    counts.browse += Number(seen.every(Boolean))
  }

  const deadline = now() + 1_000 * seconds
  const coming: Promise<void>[] = []
  for (const buyer of buyers) {
    if (now() >= deadline) break
    coming.push(come(buyer))
    await sleep(everyMs)
  }
  await Promise.all(coming)
  const share = (wish: Wish) => counts[wish] / coming.length
  const granted = Object.fromEntries(wishes.map((wish) => [wish, share(wish)]))
  return { granted: granted as Stay['granted'], visits: coming.length, orders }
}
