// What the end of a saga means for its order: its last status, and the event that tells it, in the saga's statement.
import { v7 as uuidv7 } from 'uuid'
import type { FailureReason } from '../../contracts/order-api.ts'
import { part } from '../../shared/together.ts'
import { type End, ended, type Ending } from './order-end.ts'
import { storyOf, tellStories } from './order-events.ts'
import { getFacts } from './order-facts.ts'
import type { OrderMetrics } from './order-metrics.ts'
import type { Saga } from './saga.ts'
import type { Endings } from './saga-moves.ts'
import { insertSagasOf } from './saga-store.ts'

// The customer cancelled when the card had been charged and the cart was not cleared yet. It is due at once.
const reopened = insertSagasOf(
  part`changed where status = 'cancelling'`,
  {
    id: part`(ending ->> 'cancellationId')::uuid`,
    orderId: part`id`,
    kind: 'cancellation',
    state: 'running',
    step: 'CREATED',
    reason: null,
  },
  { dueInMs: 0, patienceMs: undefined },
)

export const makeEndings = (metrics: OrderMetrics): Endings => ({
  parts: { changed: ended, reopened, ...tellStories(part`changed`) },
  async of(db, orderId, saga) {
    const status = endOf(saga)
    const facts = await getFacts(db, orderId)
    const { totalCents } = facts
    const ending: Ending & { cancellationId: string } = {
      status,
      failureReason: status === 'failed' ? (saga.reason as FailureReason) : null,
      story: storyOf(orderId, facts, `order.${status}`, moreOf(saga, totalCents)),
      cancellationId: uuidv7(),
    }
    return {
      ending,
      afterCommit: () => metrics.count(status, status === 'completed' ? totalCents : 0),
    }
  },
})

const endOf = ({ kind, state }: Saga): End =>
  kind === 'cancellation' ? 'cancelled' : (state as End)

function moreOf(saga: Saga, totalCents: number) {
  const end = endOf(saga)
  if (end === 'failed') return { reason: saga.reason! }
  // What is cancelled by a saga of its own was completed before, and so it was paid.
  if (end === 'cancelled') return { refundedCents: saga.kind === 'cancellation' ? totalCents : 0 }
  return {}
}
