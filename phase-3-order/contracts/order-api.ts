// What order-service promises: a checkout that always ends, and the order's story.
import type { CartLine } from './cart-api.ts'
import type { Page, PageRequest } from './page.ts'
import type { PaymentMethod } from './payment-api.ts'

export type OrderStatus = 'pending' | 'completed' | 'failed' | 'cancelling' | 'cancelled'
export type FailureReason = 'out_of_stock' | 'payment_declined' | 'cart_changed' | 'timed_out'
export type OrderLine = CartLine

export type Order = {
  id: string
  status: OrderStatus
  failureReason: FailureReason | null
  items: OrderLine[]
  totalCents: number
  currency: string
  placedAt: string
  updatedAt: string
}
export type OrderEventType =
  | 'order.placed'
  | 'order.completed'
  | 'order.failed'
  | 'order.cancel_requested'
  | 'order.cancelled'
export type TimelineEntry = { at: string; type: OrderEventType; detail: string }
export type Checkout = { idempotencyKey: string; paymentMethod: PaymentMethod }

export type TimelineApi = {
  /** Oldest first, as far as it was heard of. Errors: not_found, also for somebody else's order; unavailable, where only
   *  order-service could say and does not answer. */
  getTimeline(userId: string, id: string): Promise<TimelineEntry[]>
}

export type OrderApi = {
  /** Checks the cart out. The same key answers with the same order, whatever became of it.
   *  Errors: unprocessable `cart_empty` | `idempotency_key_reused`, conflict `cart_locked`. */
  placeOrder(userId: string, checkout: Checkout): Promise<Order>
  /** Errors: not_found, also for somebody else's order. So does the next one. */
  getOrder(userId: string, id: string): Promise<Order>
  /** Refunds and restocks, once. Errors: conflict `order_not_cancellable` for a failed order. */
  cancelOrder(userId: string, id: string): Promise<Order>
  /** Newest first. */
  listOrders(userId: string, page: PageRequest): Promise<Page<Order>>
}
