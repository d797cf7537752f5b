// Where a checkout can get to: every state that any sequence of replies, timeouts and cancellations leads to, and how.
// All of it is asked of advance() and its table of steps; nothing here knows a step by name.
import { advance, type Input, type Saga } from '../../phase-3-order/services/order/saga.ts'
import { type Reply, sagas } from '../../phase-3-order/services/order/saga-steps.ts'

export type Move = { from: Saga; input: Input; to: Saga }

export const begun: Saga = { kind: 'checkout', state: 'running', step: 'CREATED', reason: null }

/** All that can be heard, in the order of the table. */
function inputs(): Input[] {
  const heard = sagas.checkout.flatMap(({ replies, undone }) => [
    ...(Object.keys(replies) as Reply[]),
    ...(undone ? [undone] : []),
  ])
  return [...new Set(heard), 'timeout', 'cancel']
}

/** Each move once, those near the beginning first. */
export function walk(from: Saga = begun): Move[] {
  const seen = new Set([keyOf(from)])
  const moves: Move[] = []
  const next = [from]
  for (const saga of next) {
    for (const input of inputs()) {
      const to = advance(saga, input)
      if (!to) continue
      moves.push({ from: saga, input, to })
      if (!seen.has(keyOf(to))) next.push(to)
      seen.add(keyOf(to))
    }
  }
  return moves
}

const keyOf = (saga: Saga) => JSON.stringify(saga)
