// The database of order-service in a simulation, and what happens in its transactions: what saga-store.ts, saga-change.ts,
// saga-queue.ts, the inner part of saga-runner.ts and order-outcome.ts do. How a saga goes on is decided by the real saga.ts.
import type { advance } from '../saga.ts'
import { effectOf, type Input, isFinal, patienceOf, type Saga } from '../saga.ts'
import { type Effect, isCall, isCommand } from '../saga-steps.ts'
import { firstLookMs, leaseMs } from '../saga-timing.ts'
import type { World } from './simulated-cart.ts'
import { makeOutbox } from './simulated-outbox.ts'
import { pause, type Task } from './simulated-process.ts'

export type Row = Saga & {
  id: string
  orderId: string
  version: number
  attempts: number
  dueAt: number
  deadlineAt: number
}
type Status = 'pending' | 'completed' | 'failed' | 'cancelling' | 'cancelled'
/** A saga as somebody saw it. */
export type Under = Pick<Row, 'id' | 'orderId' | 'version'>
export type Moved = Under & { effect: Effect | undefined }
export type Rules = { advance: typeof advance; deadlineMs: number }

export type Sagas = ReturnType<typeof makeSagas>

export function makeSagas({ clock, wires, safeties }: World, rules: Rules) {
  const sagas = new Map<string, Row>()
  const log: { id: string; version: number; input: Input; state: string }[] = []
  const statuses = new Map<string, Status>()
  const inbox = new Set<string>()
  const outbox = makeOutbox(clock, wires, safeties, 'order')

  const timesOf = (saga: Saga) => ({
    attempts: 0,
    dueAt: isFinal(saga) ? Infinity : clock.now() + leased(firstLookMs(effectOf(saga)), saga),
    deadlineAt: clock.now() + Math.min(patienceOf(saga) ?? Infinity, deadlineOf(saga)),
  })
  const deadlineOf = (saga: Saga) => (patienceOf(saga) === undefined ? Infinity : rules.deadlineMs)
  const leased = (ms: number, saga: Saga) =>
    safeties.leaseEnds || !isCall(effectOf(saga)) ? ms : Infinity

  /** What `body` does happens at once or not at all. Whoever has moved the saga meanwhile makes it begin again. */
  function* transaction<Result>(id: string, body: (saga: Row | undefined) => Result): Task<Result> {
    for (;;) {
      const saga = sagas.get(id)
      yield* pause(clock)
      if (safeties.version && sagas.get(id)?.version !== saga?.version) continue
      const result = body(saga)
      yield* pause(clock)
      return result
    }
  }

  function begin(kind: Saga['kind'], id: string, orderId: string): Moved {
    const saga: Saga = { kind, state: 'running', step: 'CREATED', reason: null }
    sagas.set(id, { ...saga, id, orderId, version: 0, ...timesOf(saga) })
    return act({ id, orderId, version: 0, effect: effectOf(saga) })
  }

  function move(saga: Row, input: Input): Moved | undefined {
    const next = rules.advance(saga, input)
    if (!next) return undefined
    const { id, orderId } = saga
    const version = saga.version + 1
    sagas.set(id, { ...saga, ...next, version, ...timesOf(next) })
    log.push({ id, version, input, state: next.state })
    clock.note(`${id} hears ${input}: ${next.state} ${next.step} (version ${version})`)
    if (isFinal(next)) finish(orderId, next)
    return act({ id, orderId, version, effect: effectOf(next) })
  }

  function act(moved: Moved): Moved {
    if (isCommand(moved.effect)) outbox.add('cart', moved.effect, moved.orderId)
    return moved
  }

  function finish(orderId: string, saga: Saga) {
    const end = saga.kind === 'cancellation' ? 'cancelled' : (saga.state as Status)
    outbox.add('reports', `order.${end}`, orderId)
    if (end !== 'completed' || statuses.get(orderId) !== 'cancelling') statuses.set(orderId, end)
    else if (safeties.lateCancel) {
      begin('cancellation', `${orderId}-cancellation`, orderId)
      sagas.get(`${orderId}-cancellation`)!.dueAt = clock.now()
    }
  }

  return {
    sagas,
    log,
    statuses,
    outbox,
    transaction,
    begin,
    move,

    isNew(id: string): boolean {
      const isKnown = inbox.has(id)
      if (safeties.inbox) inbox.add(id)
      return !isKnown
    },

    postpone({ id, version }: Under, ms: number) {
      const saga = sagas.get(id)!
      if (saga.version === version && !isFinal(saga)) saga.dueAt = clock.now() + ms
    },

    claim(): Row[] {
      const due = [...sagas.values()].filter(({ dueAt }) => dueAt <= clock.now())
      for (const saga of due) {
        if (safeties.lease) saga.dueAt = clock.now() + leaseMs
        saga.attempts += 1
      }
      return due.map((saga) => ({ ...saga }))
    },
  }
}
