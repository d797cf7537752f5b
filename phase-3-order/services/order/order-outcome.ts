// What the end of a saga means for its order: its last status, and the event that tells it, in the saga's statement.
import type { Knex } from 'knex'
import { v7 as uuidv7 } from 'uuid'
import type { FailureReason } from '../../contracts/order-api.ts'
import { part } from '../../shared/together.ts'
import { type End, ended } from './order-end.ts'
import { tellStory } from './order-events.ts'
import { getFacts } from './order-facts.ts'
import type { OrderMetrics } from './order-metrics.ts'
import type { Saga } from './saga.ts'
import type { Ending } from './saga-moves.ts'
import { insertSagaOf } from './saga-store.ts'

export const makeEnding =
  (metrics: OrderMetrics) =>
  async (db: Knex, orderId: string, saga: Saga): Promise<Ending> => {
    const end = endOf(saga)
    const facts = await getFacts(db, orderId)
    return {
      parts: {
        changed: ended(end, end === 'failed' ? (saga.reason as FailureReason) : null),
        reopened: beginCancellation(orderId),
        ...tellStory(part`changed`, orderId, facts, `order.${end}`, moreOf(saga, facts.totalCents)),
      },
      afterCommit: () => metrics.count(end, end === 'completed' ? facts.totalCents : 0),
    }
  }

const endOf = ({ kind, state }: Saga): End =>
  kind === 'cancellation' ? 'cancelled' : (state as End)

function moreOf(saga: Saga, totalCents: number) {
  const end = endOf(saga)
  if (end === 'failed') return { reason: saga.reason! }
  // What is cancelled by a saga of its own was completed before, and so it was paid.
  if (end === 'cancelled') return { refundedCents: saga.kind === 'cancellation' ? totalCents : 0 }
  return {}
}

// The customer cancelled when the card had been charged and the cart was not cleared yet. It is due at once.
const beginCancellation = (orderId: string) =>
  insertSagaOf(
    part`changed where status = 'cancelling'`,
    {
      id: uuidv7(),
      orderId,
      kind: 'cancellation',
      state: 'running',
      step: 'CREATED',
      reason: null,
    },
    { dueInMs: 0, patienceMs: undefined },
  )
