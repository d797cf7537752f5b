// Moves sagas: takes what they hear, and does what their tables say next. It knows no step by name. Any number of them
// may run; each effect is idempotent by order, so one that is repeated by another replica does no harm.
import type { Knex } from 'knex'
import type { CommandType, Message } from '../../contracts/messages.ts'
import { AppError } from '../../shared/errors.ts'
import { isNew } from '../../shared/inbox.ts'
import type { Log } from '../../shared/log.ts'
import { type Relay, relayOnce } from '../../shared/relay.ts'
import { advance, askOf, effectOf, type Input, isFinal, patienceOf, type Saga } from './saga.ts'
import type { Calls } from './saga-calls.ts'
import type { SagaMetrics } from './saga-metrics.ts'
import {
  type Call,
  type Effect,
  isCall,
  isCommand,
  type Reply,
  type SagaKind,
} from './saga-steps.ts'
import {
  claimSagas,
  insertSaga,
  lockSaga,
  moveSaga,
  postponeSaga,
  type StoredSaga,
} from './saga-store.ts'
import { askAgainMs, firstLookMs, leaseMs, tryAgainMs } from './saga-timing.ts'

export type Runner = ReturnType<typeof makeRunner>
/** A saga that has moved, which has to be committed before anything else is done about it. */
export type Moved = StoredSaga & { effect: Effect | undefined; afterCommit(): void }

type Deps = {
  db: Knex
  calls: Calls
  /** Writes a command into the outbox. */
  tell(trx: Knex.Transaction, command: CommandType, orderId: string): Promise<void>
  /** The same, unless the earlier one is still there. */
  tellAgain(trx: Knex.Transaction, command: CommandType, orderId: string): Promise<void>
  /** Carries it from there. */
  relay: Relay
  /** What the end of a saga means for its order. Hands back what to do once that is committed. */
  finish(trx: Knex.Transaction, orderId: string, saga: Saga): Promise<() => void>
  /** No step waits for longer. */
  deadlineMs: number
  metrics: SagaMetrics
  log: Log
}

const consumer = 'saga'
const batch = 20
/** Beside each other, and mostly waiting for an answer: nobody waits behind one that hangs. */
const mostAtOnce = 200

export function makeRunner(deps: Deps) {
  const { db, calls, tell, tellAgain, relay, finish, deadlineMs, metrics, log } = deps
  const running = new Set<Promise<void>>()

  const waitOf = (saga: Saga) => {
    const patienceMs = patienceOf(saga)
    return {
      dueInMs: firstLookMs(effectOf(saga)),
      patienceMs: patienceMs && Math.min(patienceMs, deadlineMs),
    }
  }

  /** In the transaction that makes the promise. */
  async function begin(trx: Knex.Transaction, kind: SagaKind, id: string, orderId: string) {
    const saga: Saga = { kind, state: 'running', step: 'CREATED', reason: null }
    await insertSaga(trx, { id, orderId, ...saga }, waitOf(saga))
    const now = performance.now()
    const stored = { id, orderId, version: 0, attempts: 0, isOverdue: false }
    return act(trx, { ...saga, ...stored, movedAt: now, begunAt: now }, () => {})
  }

  /** Undefined for what it does not wait for, and where somebody else has moved it meanwhile. */
  async function move(trx: Knex.Transaction, saga: StoredSaga, input: Input) {
    const next = await step(trx, saga, input)
    if (!next) return undefined
    const finished = isFinal(next) ? await finish(trx, saga.orderId, next) : undefined
    return act(trx, next, () => {
      metrics.moved(saga, next)
      finished?.()
    })
  }

  async function step(connection: Knex, saga: StoredSaga, input: Input) {
    const next = advance(saga, input)
    if (next && (await moveSaga(connection, saga, next, input, waitOf(next)))) {
      const { version } = saga
      return { ...saga, ...next, version: version + 1, attempts: 0, movedAt: performance.now() }
    }
    if (input !== 'cancel') metrics.ignored(saga) // that one is heard when the saga is over
    return undefined
  }

  async function act(
    trx: Knex.Transaction,
    saga: StoredSaga,
    afterCommit: () => void,
  ): Promise<Moved> {
    const effect = effectOf(saga)
    if (isCommand(effect)) await tell(trx, effect, saga.orderId)
    return { ...saga, effect, afterCommit }
  }

  /** After the commit: delivers its command, or makes its call and moves it on by the answer. */
  async function goOn(moved: Moved | undefined): Promise<void> {
    for (let at = moved; at;) {
      at.afterCommit()
      if (isCommand(at.effect)) await relayOnce(relay, at.orderId)
      at = isCall(at.effect) ? await call(at, at.effect) : undefined
    }
  }

  async function call(saga: StoredSaga, effect: Call): Promise<Moved | undefined> {
    const reply = await calls[effect](saga.orderId).catch((error: unknown) => {
      log.warn({ orderId: saga.orderId, effect, err: error }, 'no answer, will try again')
    })
    if (reply) return hear(saga, reply)
    await postponeSaga(db, saga, tryAgainMs(saga.attempts))
    return undefined
  }

  /** Of somebody who has looked at the saga before: it counts only if nobody has moved it meanwhile. Where the move has to
   *  commit with nothing else, it is one statement. */
  async function hear(saga: StoredSaga, input: Input): Promise<Moved | undefined> {
    const next = advance(saga, input)
    const isAlone = next && !isFinal(next) && !isCommand(effectOf(next))
    if (!isAlone) return db.transaction((trx) => move(trx, saga, input))
    const moved = await step(db, saga, input)
    return (
      moved && { ...moved, effect: effectOf(moved), afterCommit: () => metrics.moved(saga, moved) }
    )
  }

  async function resume(saga: StoredSaga): Promise<void> {
    metrics.repeated(saga)
    if (saga.isOverdue) return goOn(await hear(saga, 'timeout'))
    const effect = askOf(saga)
    if (isCall(effect)) return goOn(await call(saga, effect))
    await db.transaction(async (trx) => {
      const locked = await lockSaga(trx, saga.id)
      if (locked?.version !== saga.version) return
      await postponeSaga(trx, saga, askAgainMs(saga.attempts))
      if (effect) await tellAgain(trx, effect, saga.orderId)
    })
    await relayOnce(relay, saga.orderId)
  }

  /** Beside the caller, who does not wait for it. */
  function keep(work: Promise<void>): void {
    const kept = work
      .catch((error: unknown) => log.error({ err: error }, 'a saga stopped, it will be resumed'))
      .finally(() => running.delete(kept))
    running.add(kept)
  }

  return {
    begin,
    lock: lockSaga,
    move,
    goOnLater: (moved: Moved | undefined): void => keep(goOn(moved)),

    /** An event that answers a command or tells about a payment. Errors: invalid `saga_unknown`. */
    async receive({ id, type, data }: Message): Promise<void> {
      const moved = await db.transaction(async (trx) => {
        if (!(await isNew(trx, consumer, id))) {
          metrics.duplicate()
          return undefined
        }
        const saga = await lockSaga(trx, data.orderId) // a checkout has the id of its order
        if (saga) return move(trx, saga, type as Reply)
        throw new AppError('invalid', `no order ${data.orderId}`, { code: 'saga_unknown' })
      })
      await goOn(moved)
    },

    /** Goes on with sagas that nobody has. Hands back whether there may be more. */
    async resumeDue(): Promise<boolean> {
      if (running.size > mostAtOnce) return false
      const sagas = await claimSagas(db, leaseMs, batch)
      for (const saga of sagas) keep(resume(saga))
      return sagas.length === batch
    },

    /** Resolves when nothing of what was begun is under way. */
    async finishWork(): Promise<void> {
      while (running.size > 0) await Promise.all(running)
    },
  }
}
