// SQL of how an order changes after it was placed: it is cancelled by its customer, and it comes to its end.
import type { FailureReason, OrderStatus } from '../../contracts/order-api.ts'
import { type Part, part } from '../../shared/together.ts'

export type End = Extract<OrderStatus, 'completed' | 'failed' | 'cancelled'>

/** Whoever does so has locked it, and knows that it may be. */
export const cancelling = (id: string): Part => part`
  update orders set status = 'cancelling', failure_reason = null, updated_at = now()
  where id = ${id}
  returning id, clock_timestamp() as at`

/** When its saga has moved to its own. One that the customer has cancelled meanwhile is not completed any more, and stays
 *  as it is. */
export const ended = (end: End, failureReason: FailureReason | null): Part => part`
  update orders set failure_reason = ${failureReason}, updated_at = now(),
    status = case when orders.status = 'cancelling' and ${end} = 'completed'
      then orders.status else ${end} end
  from moved where orders.id = moved.order_id
  returning orders.id, orders.status, clock_timestamp() as at`
