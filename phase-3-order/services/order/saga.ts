// How a saga goes on: pure, without a clock, a database or a broker.
import type { FailureReason } from '../../contracts/order-api.ts'
import {
  type Effect,
  type Reply,
  type SagaKind,
  sagas,
  type Step,
  type StepName,
} from './saga-steps.ts'

export type SagaState = 'running' | 'compensating' | 'completed' | 'failed' | 'cancelled'
export type Reason = FailureReason | 'cancelled'
export type Saga = {
  kind: SagaKind
  state: SagaState
  /** The step that is reached; while it compensates, the one that is being undone. */
  step: StepName | 'CREATED'
  /** Why it compensates, or did. */
  reason: Reason | null
}
/** What a saga may hear: replies, that its step took too long, that the customer cancels. */
export type Input = Reply | 'timeout' | 'cancel'

const reasons = { timeout: 'timed_out', cancel: 'cancelled' } as const

/** What it becomes; undefined for what it does not wait for: a duplicate, a late reply, an impossible one. */
export function advance(saga: Saga, input: Input): Saga | undefined {
  if (saga.state === 'running') return goForward(saga, input)
  if (saga.state !== 'compensating') return undefined
  if (input === 'cancel')
    return saga.reason === 'cancelled' ? undefined : { ...saga, reason: 'cancelled' }
  const steps = sagas[saga.kind]
  const at = indexOf(steps, saga.step)
  return input === steps[at]?.undone ? goBack(saga, at - 1, saga.reason!) : undefined
}

function goForward(saga: Saga, input: Input): Saga | undefined {
  const steps = sagas[saga.kind]
  const next = indexOf(steps, saga.step) + 1
  if (input === 'timeout' || input === 'cancel') {
    const canTurn = next <= steps.findIndex(({ isPivot }) => isPivot)
    return canTurn ? goBack(saga, next, reasons[input]) : undefined
  }
  const outcome = steps[next]?.replies[input]
  if (!outcome) return undefined
  const reached = steps[indexOf(steps, outcome)]
  if (!reached) return goBack(saga, next, outcome as FailureReason)
  const isLast = reached === steps.at(-1)
  return { ...saga, state: isLast ? 'completed' : 'running', step: reached.name }
}

// From the step under way, also where it was refused or took too long: an earlier try of it may still be on its way,
// and the undo is what stops it.
function goBack(saga: Saga, from: number, reason: Reason): Saga {
  const step = sagas[saga.kind].slice(0, from + 1).findLast(({ undo }) => undo)
  if (step) return { ...saga, state: 'compensating', step: step.name, reason }
  return {
    ...saga,
    state: reason === 'cancelled' ? 'cancelled' : 'failed',
    step: 'CREATED',
    reason,
  }
}

/** For who has not looked at the saga: where it has to be, while it runs, for the reply to move it, and what it becomes then.
 *  Undefined where no step of its kind waits for that. */
export function expecting(
  kind: SagaKind,
  reply: Reply,
): { at: Saga['step'][]; next: Saga } | undefined {
  const reached: Saga['step'][] = ['CREATED', ...sagas[kind].map(({ name }) => name)]
  const at = sagas[kind].flatMap(({ replies }, index) => (replies[reply] ? [reached[index]!] : []))
  const next = at[0] && advance({ kind, state: 'running', step: at[0], reason: null }, reply)
  return next && { at, next }
}

/** What is to be done now; undefined when the saga is over, and when it only waits. */
export const effectOf = (saga: Saga): Effect | undefined =>
  saga.state === 'compensating' ? stepOf(saga)?.undo : stepOf(saga)?.do

/** The same, for when no reply came. */
export const askOf = (saga: Saga): Effect | undefined => stepOf(saga)?.ask ?? effectOf(saga)

/** How long it may wait from now on; undefined: for ever. */
export const patienceOf = (saga: Saga): number | undefined =>
  saga.state === 'running' ? stepOf(saga)?.withinMs : undefined

/** The step under way. */
export function stepOf(saga: Saga): Step | undefined {
  const steps = sagas[saga.kind]
  const at = indexOf(steps, saga.step)
  if (saga.state === 'running') return steps[at + 1]
  return saga.state === 'compensating' ? steps[at] : undefined
}

export const isFinal = ({ state }: Saga): boolean => state !== 'running' && state !== 'compensating'

const indexOf = (steps: Step[], name: string) => steps.findIndex((step) => step.name === name)
