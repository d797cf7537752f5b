// SQL of how an order changes after it was placed: it is cancelled by its customer, and it comes to its end.
import type { FailureReason, OrderStatus } from '../../contracts/order-api.ts'
import { type Part, part } from '../../shared/together.ts'
import { type Story, withStory } from './order-events.ts'

export type End = Extract<OrderStatus, 'completed' | 'failed' | 'cancelled'>

/** Whoever does so has locked it, and knows that it may be. */
export const cancelling = (id: string, story: Story): Part => part`
  update orders set status = 'cancelling', failure_reason = null, updated_at = now()
  where id = ${id}
  returning id, clock_timestamp() as at, ${withStory(story)}`

/** What the last move of a saga has to say for that. */
export type Ending = { status: End; failureReason: FailureReason | null; story: Story }

/** Of those whose sagas have moved to their own. One that the customer has cancelled meanwhile is not completed any more, and stays
 *  as it is. */
export const ended = part`
  update orders set failure_reason = ending ->> 'failureReason', updated_at = now(),
    status = case when orders.status = 'cancelling' and ending ->> 'status' = 'completed'
      then orders.status else ending ->> 'status' end
  from moved where ending is not null and orders.id = order_id
  returning orders.id, orders.status, clock_timestamp() as at, ending -> 'story' as story, ending`
