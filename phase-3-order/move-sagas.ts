// Which saga an order goes on with that was under way, by what phase 2 has written down of it. Pure.
import type { FailureReason } from './contracts/order-api.ts'
import type { Reason, Saga } from './services/order/saga.ts'
import { sagas } from './services/order/saga-steps.ts'

export type Unfinished = {
  id: string
  status: 'pending' | 'cancelling'
  failure_reason: FailureReason | null
  is_reserved: boolean
  is_held: boolean
  was_completed: boolean
}

export function sagaOf(order: Unfinished): Saga {
  if (order.status === 'cancelling') {
    if (!order.was_completed) return undoAll('cancelled')
    return { kind: 'cancellation', state: 'running', step: 'CREATED', reason: null }
  }
  if (order.failure_reason) return undoAll(order.failure_reason)
  // It has come from a phase that held first, and may even have been charged: no step of the saga knows that state.
  if (order.is_held && !order.is_reserved) return undoAll('timed_out')
  const reached = order.is_reserved ? 'ITEMS_RESERVED' : 'CREATED'
  const step = order.is_held ? 'STOCK_VALIDATED' : reached
  return { kind: 'checkout', state: 'running', step, reason: null }
}

/** From the end: each undo is harmless when its step never was. */
const undoAll = (reason: Reason): Saga => ({
  kind: 'checkout',
  state: 'compensating',
  step: sagas.checkout.findLast(({ undo }) => undo)!.name,
  reason,
})
