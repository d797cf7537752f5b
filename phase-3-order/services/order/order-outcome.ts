// What the end of a saga means for its order: its last status, and the event that tells it, in the saga's transaction.
import type { Knex } from 'knex'
import { v7 as uuidv7 } from 'uuid'
import type { FailureReason } from '../../contracts/order-api.ts'
import { detailOf } from '../../contracts/order-story.ts'
import { record } from './order-events.ts'
import type { OrderMetrics } from './order-metrics.ts'
import { type End, endOrder } from './order-end.ts'
import type { Saga } from './saga.ts'
import { insertSaga } from './saga-store.ts'

/** Hands back what to count, once it is committed. */
export const makeFinish =
  (metrics: OrderMetrics) =>
  async (trx: Knex.Transaction, id: string, saga: Saga): Promise<() => void> => {
    const end = endOf(saga)
    const order = await endOrder(
      trx,
      id,
      end,
      end === 'failed' ? (saga.reason as FailureReason) : null,
    )
    if (order.status === 'cancelling') await beginCancellation(trx, id)
    const type = `order.${end}` as const
    await record(trx, id, type, detailOf(type, saga.reason ?? undefined))
    return () => metrics.count(end, end === 'completed' ? order.total_cents : 0)
  }

const endOf = ({ kind, state }: Saga): End =>
  kind === 'cancellation' ? 'cancelled' : (state as End)

// The customer cancelled when the card had been charged and the cart was not cleared yet. It is due at once.
const beginCancellation = (trx: Knex.Transaction, orderId: string) =>
  insertSaga(
    trx,
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
