// An order's story in words, as its customer reads it. Whoever tells it, from whatever is known, says the same.
import type { FailureReason, OrderEventType } from './order-api.ts'

export const failureDetails: Record<FailureReason, string> = {
  out_of_stock: 'There was not enough in stock.',
  payment_declined: 'The card was declined.',
  cart_changed: 'The cart changed during checkout.',
  timed_out: 'It could not be settled in time.',
}

const details: Record<OrderEventType, string> = {
  'order.placed': 'The order was placed.',
  'order.completed': 'The card was charged.',
  'order.failed': 'The order failed.',
  'order.cancel_requested': 'The customer cancelled.',
  'order.cancelled': 'Money and goods went back.',
}

/** `reason` is why it failed. One that was not there when this was written is no reason to say nothing. */
export function detailOf(type: OrderEventType, reason?: string): string {
  const isKnown = type === 'order.failed' && Object.hasOwn(failureDetails, reason ?? '')
  return isKnown ? failureDetails[reason as FailureReason] : details[type]
}
