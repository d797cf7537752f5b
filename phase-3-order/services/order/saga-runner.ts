// Moves sagas: takes what they hear, and does what their tables say next. It knows no step by name. Any number of them
// may run; each effect is idempotent by order, so one that is repeated by another replica does no harm.
import type { Knex } from 'knex'
import type { CommandType, Message } from '../../contracts/messages.ts'
import { AppError } from '../../shared/errors.ts'
import { isNew } from '../../shared/inbox.ts'
import type { Log } from '../../shared/log.ts'
import { type Relay, relayNew, relayOnce } from '../../shared/relay.ts'
import { askOf, effectOf, type Input } from './saga.ts'
import type { Calls } from './saga-calls.ts'
import { consumer } from './saga-change.ts'
import { makeMoves, type Moved, type MovesDeps } from './saga-moves.ts'
import { claimSagas, lockSaga, postponeSaga } from './saga-queue.ts'
import { type Call, isCall, type Reply } from './saga-steps.ts'
import type { StoredSaga } from './saga-store.ts'
import { askAgainMs, leaseMs, makePatience, tryAgainMs } from './saga-timing.ts'

export type Runner = ReturnType<typeof makeRunner>

type Deps = MovesDeps & {
  calls: Calls
  /** Writes a command into the outbox once more, unless the earlier one is still there. */
  tellAgain(trx: Knex.Transaction, command: CommandType, orderId: string): Promise<void>
  /** Carries it from there. */
  relay: Relay
  log: Log
}

const batch = 20
/** Beside each other, and mostly waiting for an answer: nobody waits behind one that hangs. */
const mostAtOnce = 200

export function makeRunner(deps: Deps) {
  const { db, calls, tellAgain, relay, metrics, log } = deps
  const { begin, move, moveUnseen } = makeMoves(deps)
  const running = new Set<Promise<void>>()
  const patience = makePatience()

  /** After the commit: delivers its command, or makes its call and moves it on by the answer. */
  async function goOn(moved: Moved | undefined): Promise<void> {
    for (let at = moved; at;) {
      at.afterCommit()
      if (at.told) await relayNew(relay, at.told)
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

  /** Of somebody who has looked at the saga before: it counts only if nobody has moved it meanwhile. */
  async function hear(saga: StoredSaga, input: Input): Promise<Moved | undefined> {
    const moved =
      (await move(saga, input)) ?? (await db.transaction((trx) => moveLocked(trx, saga, input)))
    if (!moved) metrics.ignored(saga)
    return moved
  }

  async function moveLocked(trx: Knex.Transaction, { id, version }: StoredSaga, input: Input) {
    const saga = await lockSaga(trx, id)
    return saga?.version === version ? move(saga, input, trx) : undefined
  }

  /** Whatever has become of the saga, and whether or not that message came before. */
  const hearLocked = ({ id, type, data }: Message): Promise<Moved | undefined> =>
    db.transaction(async (trx) => {
      if (!(await isNew(trx, consumer, id))) {
        metrics.duplicate()
        return undefined
      }
      const saga = await lockSaga(trx, data.orderId) // a checkout has the id of its order
      if (!saga) throw new AppError('invalid', `no order ${data.orderId}`, { code: 'saga_unknown' })
      const moved = await move(saga, type as Reply, trx)
      if (!moved) metrics.ignored(saga)
      return moved
    })

  async function resume(saga: StoredSaga): Promise<void> {
    if (saga.isOverdue) return goOn(await hear(saga, 'timeout'))
    const effect = askOf(saga)
    const isAlone = isCall(effect) && effect === effectOf(saga) // whoever made the call has not come back
    const restMs = isAlone ? 0 : patience.restMs(saga.waitedMs)
    if (restMs > 0) return postponeSaga(db, saga, restMs)
    metrics.repeated(saga)
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
    async receive(message: Message): Promise<void> {
      const moved = (await moveUnseen(message).catch(noOrder)) ?? (await hearLocked(message))
      if (moved) patience.heardAfter(moved.tookMs)
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

/** Whoever then wants to lock its saga says so. */
function noOrder(error: unknown): undefined {
  if (!(error instanceof AppError && error.kind === 'not_found')) throw error
}
