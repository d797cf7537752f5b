// What an event says about its order. Pure.
import type { EventType, ShopEvent } from '../../contracts/events.ts'
import type { OrderEventType, OrderStatus } from '../../contracts/order-api.ts'
import { detailOf } from '../../contracts/order-story.ts'

/** What an order is after an event, until the next. */
export const statusAfter: Record<OrderEventType, OrderStatus> = {
  'order.placed': 'pending',
  'order.completed': 'completed',
  'order.failed': 'failed',
  'order.cancel_requested': 'cancelling',
  'order.cancelled': 'cancelled',
}

export type OrderEvent = Extract<ShopEvent, { type: OrderEventType }>

export const isOrderEvent = (event: ShopEvent): event is OrderEvent => isOfOrder(event.type)
const isOfOrder = (type: EventType): type is OrderEventType => Object.hasOwn(statusAfter, type)

export const detailFor = ({ type, data }: OrderEvent): string =>
  detailOf(type, 'reason' in data ? data.reason : undefined)
