// What an order may become. Pure: no clock, no database.
import type { CartLine } from '../../contracts/cart-api.ts'
import type { FailureReason, Order, OrderLine, OrderStatus } from '../../contracts/order-api.ts'

/** An order with what only this module sees of it. Times are in milliseconds since 1970. */
export type Settling = Pick<Order, 'id' | 'status' | 'failureReason'> & {
  userId: string
  isReserved: boolean
  isHeld: boolean
  placedAtMs: number
}

export type Move = 'reserve' | 'hold' | 'charge' | 'give_up' | 'undo' | 'none'

/** What an order needs next. A reason to fail is written down before anything is undone: from then
 *  on no late answer can complete the order. */
export function nextMove(order: Settling, nowMs: number, deadlineMs: number): Move {
  if (order.status === 'cancelling') return 'undo'
  if (order.status !== 'pending') return 'none'
  if (order.failureReason) return 'undo'
  if (nowMs - order.placedAtMs > deadlineMs) return 'give_up'
  if (!order.isReserved) return 'reserve'
  return order.isHeld ? 'charge' : 'hold'
}

/** How long one settler has an order to itself: longer than the card processor, the cart or the catalogue
 *  may take to answer. */
export const leaseMs = 10_000

export type CancelMove = 'start' | 'none' | 'refuse'

/** Cancelling twice is cancelling once. */
export const cancelMoves: Record<OrderStatus, CancelMove> = {
  pending: 'start',
  completed: 'start',
  cancelling: 'none',
  cancelled: 'none',
  failed: 'refuse',
}

export const failureDetails: Record<FailureReason, string> = {
  out_of_stock: 'There was not enough in stock.',
  payment_declined: 'The card was declined.',
  cart_changed: 'The cart changed during checkout.',
  timed_out: 'It could not be settled in time.',
}

/** Whether what the cart has reserved is what was ordered. The price is the order's, whatever it is by now. */
export function isAsOrdered(ordered: OrderLine[], reserved: CartLine[]): boolean {
  const quantities = new Map(reserved.map(({ productId, quantity }) => [productId, quantity]))
  const isReserved = (line: OrderLine) => quantities.get(line.productId) === line.quantity
  return ordered.length === reserved.length && ordered.every(isReserved)
}

export const totalOf = (lines: OrderLine[]): number =>
  lines.reduce((total, line) => total + line.lineTotalCents, 0)

/** How long to wait before the next try: 1 s, 2 s, 4 s, ... 30 s. `attempts` counts from 0. */
export const backoffMs = (attempts: number): number => Math.min(1_000 * 2 ** attempts, 30_000)
