// Every order that the suite has placed, as last seen: what the shop's stock and reports must agree with.
import { sum } from './bill.ts'
import type { Order, Status, TimelineEntry } from './types.ts'
import { until } from '../until.ts'

/** How to ask about an order: only its owner may. */
export type Owner = {
  getOrder(id: string): Promise<Order>
  getTimeline(order: Order): Promise<TimelineEntry[]>
  cancel(order: Order): Promise<Order>
}
type Entry = { order: Order; owner: Owner }

// Answers to requests that ran at the same time come in any order, so the one that is further on counts.
const progress: Record<Status, number> = {
  pending: 0,
  completed: 1,
  cancelling: 2,
  failed: 3,
  cancelled: 3,
}

const entries = new Map<string, Entry>()
const everCompleted = new Map<string, boolean>()

export const ledger = {
  note(order: Order, owner: Owner) {
    const known = entries.get(order.id)?.order
    if (known && progress[known.status] >= progress[order.status]) return
    entries.set(order.id, { order, owner })
  },

  /** No longer ours to wait for. */
  forget: ({ id }: Order) => entries.delete(id),

  entries: () => [...entries.values()],
  withStatus: (...statuses: Status[]) =>
    ledger.entries().filter(({ order }) => statuses.includes(order.status)),

  /** Units of a product in orders that are completed now. */
  unitsSold: (productId: string) =>
    sum(
      ledger
        .withStatus('completed')
        .flatMap(({ order }) => order.items)
        .filter((line) => line.productId === productId)
        .map((line) => line.quantity),
    ),

  /** What the revenue report should have gained. Only a completed order was ever revenue. */
  async money() {
    const cancelled: Order[] = []
    for (const entry of ledger.withStatus('cancelled')) {
      if (await wasCompleted(entry)) cancelled.push(entry.order)
    }
    const completed = ledger.withStatus('completed').map(({ order }) => order)
    return {
      orders: completed.length + cancelled.length,
      revenueCents: total(completed) + total(cancelled),
      refundedCents: total(cancelled),
    }
  },
}

// Whether it was completed before it was cancelled: its timeline knows, once that is told to its end.
async function wasCompleted({ order, owner }: Entry): Promise<boolean> {
  const known = everCompleted.get(order.id)
  if (known !== undefined) return known
  const timeline = await until(
    'the timeline tells that the order is cancelled',
    () => owner.getTimeline(order),
    (told) => has(told, 'order.cancelled'),
  )
  const was = has(timeline, 'order.completed')
  everCompleted.set(order.id, was)
  return was
}

const has = (timeline: TimelineEntry[], wanted: string) =>
  timeline.some(({ type }) => type === wanted)

const total = (orders: Order[]) => sum(orders.map(({ totalCents }) => totalCents))
