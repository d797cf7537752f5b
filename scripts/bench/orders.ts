// Orders that were placed, and how each of them ended. When it ended the shop says itself, in the order's updatedAt, so that
// nobody has to ask over and over while the clock runs: that would cost more than the order.
import { setTimeout as sleep } from 'node:timers/promises'
import { type Client, now } from './client.ts'
import type { Customer } from './customers.ts'

/** Moments in milliseconds. `askedAt` is when it was due: a driver that is late is not the shop's merit. */
export type Placed = { token: string; id: string; askedAt: number; answeredAt: number }
export type Fate = {
  askedAt: number
  answeredAt: number
  /** As last seen. */
  status: string
  /** Undefined while it is not final. */
  endedAt: number | undefined
}
type Order = { id: string; status: string; updatedAt: string }

const paymentMethod = 'pm_card_visa'
const isFinal = (status: string) => ['completed', 'failed', 'cancelled'].includes(status)

/** Undefined: it was not accepted. */
export async function placeOrder(
  { ask }: Client,
  { token, key }: Customer,
  askedAt = now(),
): Promise<Placed | undefined> {
  const { status, body } = await ask('POST', '/orders', { token, key, body: { paymentMethod } })
  if (status !== 201) return undefined
  return { token, id: (body as Order).id, askedAt, answeredAt: now() }
}

async function look({ ask }: Client, { token, id, askedAt, answeredAt }: Placed): Promise<Fate> {
  const { status: code, body } = await ask('GET', `/orders/${id}`, { token })
  if (code !== 200) return { askedAt, answeredAt, status: 'unknown', endedAt: undefined }
  const { status, updatedAt } = body as Order
  const endedAt = isFinal(status) ? Date.parse(updatedAt) : undefined
  return { askedAt, answeredAt, status, endedAt }
}

/** Waits for the last of them only, and asks after few: what is measured meanwhile are not these questions. */
export async function awaitLast(client: Client, orders: Placed[], withinMs: number): Promise<void> {
  const deadline = now() + withinMs
  for (const order of orders.slice(-5)) {
    while ((await look(client, order)).endedAt === undefined && now() < deadline) await sleep(100)
  }
}

/** Asks after each, again and again, until all are final or the time is over. */
export async function followAll(
  client: Client,
  orders: Placed[],
  withinMs: number,
): Promise<Fate[]> {
  const deadline = now() + withinMs
  const fates = new Map<Placed, Fate>()
  let waiting = orders
  for (;;) {
    const queue = [...waiting]
    await Promise.all(Array.from({ length: 8 }, () => lookThrough(queue)))
    waiting = waiting.filter((order) => fates.get(order)!.endedAt === undefined)
    if (waiting.length === 0 || now() > deadline) return orders.map((order) => fates.get(order)!)
    await sleep(250)
  }

  async function lookThrough(queue: Placed[]) {
    for (let order = queue.pop(); order; order = queue.pop()) {
      fates.set(order, await look(client, order))
    }
  }
}
