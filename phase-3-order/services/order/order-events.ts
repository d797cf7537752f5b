// What happened to an order: written down for its timeline and, in the same statement, told to everybody.
import { eventOf, writeEvents } from '../../contracts/event-part.ts'
import { topics } from '../../contracts/events.ts'
import type { OrderEventType } from '../../contracts/order-api.ts'
import { detailOf } from '../../contracts/order-story.ts'
import { type Part, part } from '../../shared/together.ts'
import type { Facts } from './order-facts.ts'

/** What only its end has to tell. */
type More = { reason?: string; refundedCents?: number }

export type Story = ReturnType<typeof storyOf>

/** Of one order. */
export function storyOf(
  orderId: string,
  {
    userId,
    totalCents,
    currency,
    items,
  }: Pick<Facts, 'userId' | 'items' | 'totalCents' | 'currency'>,
  type: OrderEventType,
  more: More = {},
) {
  const lines = items.map(({ productId, name, quantity, unitPriceCents }) => ({
    productId,
    name,
    quantity,
    unitPriceCents,
  }))
  const data = { orderId, userId, items: lines, totalCents, currency, ...more }
  const event = eventOf({ source: 'order-service', type, subject: orderId, data })
  return { event, detail: detailOf(type, more.reason) }
}

/** As parts: `from` has the orders that have changed, each with its `story`, and when it was as `at`. */
export const tellStories = (from: Part): Record<'noted' | 'announced', Part> => ({
  noted: part`
    insert into order_history (order_id, at, type, detail)
    select id, at, story -> 'event' ->> 'type', story ->> 'detail' from ${from}`,
  announced: writeEvents(from, topics.orders, part`story -> 'event'`),
})

/** A column of such a row. */
export const withStory = (story: Story): Part => part`${JSON.stringify(story)}::jsonb as story`
