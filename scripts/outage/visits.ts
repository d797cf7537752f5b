// What customers and the shopkeeper want of a shop, as they would say it, and whether they get it. Over the public
// contract only: the same for every phase.
import { makeAsker } from '../caller.ts'
import type { Crowd, Customer } from '../faults/crowd.ts'

export const wishes = [
  'log in',
  'browse',
  'see the cart',
  'fill the cart',
  'check out',
  'come to an end',
  'see orders',
  'see a timeline',
  'see reports',
] as const
export type Wish = (typeof wishes)[number]
export type Visit = { wish: Wish; isGranted: boolean }

/** For as long as a customer waits for a page. */
const patienceMs = 5_000

type Visitors = {
  address: string
  crowd: Crowd
  /** Somebody who has bought something before. */
  regular: Customer
  adminToken: string
}

/** Everything that somebody may wish, each once, all at the same time. `buyer` has a full cart, and checks out. */
export async function visit({ address, crowd, regular, adminToken }: Visitors, buyer: Customer) {
  const ask = makeAsker(address)
  const [product] = crowd.stockBefore
  const { token, order } = regular

  async function isOk(method: string, path: string, asking: Parameters<typeof ask>[2] = {}) {
    const { ok, body } = await ask(method, path, asking)
    await body?.cancel()
    return ok
  }

  const ways: Record<Exclude<Wish, 'come to an end'>, () => Promise<boolean>> = {
    'log in': () => isOk('POST', '/auth/login', { body: demo }),
    browse: async () =>
      (await isOk('GET', '/products?limit=20')) && (await isOk('GET', `/products/${product!.id}`)),
    'see the cart': () => isOk('GET', '/cart', { token }),
    'fill the cart': () =>
      isOk('PUT', `/cart/items/${product!.id}`, { token, body: { quantity: 1 } }),
    'check out': async () => (await crowd.checkOut(buyer)).ok,
    'see orders': async () =>
      (await isOk('GET', '/orders', { token })) &&
      (await isOk('GET', `/orders/${order!.id}`, { token })),
    'see a timeline': () => isOk('GET', `/orders/${order!.id}/timeline`, { token }),
    'see reports': () => isOk('GET', '/analytics/revenue', { token: adminToken }),
  }
  const asked = Object.entries(ways).map(async ([wish, way]): Promise<Visit> => {
    return { wish: wish as Wish, isGranted: await inTime(way()) }
  })
  return Promise.all(asked)
}

const demo = { email: 'demo@shop.example', password: 'demo-password-1' }

async function inTime(work: Promise<boolean>): Promise<boolean> {
  const { promise: late, resolve } = Promise.withResolvers<boolean>()
  const timer = setTimeout(resolve, patienceMs, false)
  return Promise.race([work.catch(() => false), late]).finally(() => clearTimeout(timer))
}
