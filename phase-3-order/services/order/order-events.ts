// What happened to an order: written down for its timeline and, in the same statement, told to everybody.
import { writeEvent } from '../../contracts/event-part.ts'
import { topics } from '../../contracts/events.ts'
import type { OrderEventType } from '../../contracts/order-api.ts'
import { detailOf } from '../../contracts/order-story.ts'
import { type Part, part } from '../../shared/together.ts'
import type { Facts } from './order-facts.ts'

const source = 'order-service'

/** What only its end has to tell. */
type More = { reason?: string; refundedCents?: number }

/** As parts: `from` has the order's row if it has changed, and when that was as `at`. */
export function tellStory(
  from: Part,
  orderId: string,
  facts: Pick<Facts, 'userId' | 'items' | 'totalCents' | 'currency'>,
  type: OrderEventType,
  more: More = {},
): Record<'noted' | 'announced', Part> {
  const { userId, totalCents, currency } = facts
  const items = facts.items.map(({ productId, name, quantity, unitPriceCents }) => ({
    productId,
    name,
    quantity,
    unitPriceCents,
  }))
  const data = { orderId, userId, items, totalCents, currency, ...more }
  return {
    noted: part`
      insert into order_history (order_id, at, type, detail)
      select ${orderId}, at, ${type}, ${detailOf(type, more.reason)} from ${from}`,
    announced: writeEvent(from, topics.orders, { source, type, subject: orderId, data }),
  }
}
