// How a saga begins and moves: each time one statement, with all that has to be true together. What comes of it
// afterwards is saga-runner.ts'.
import type { Knex } from 'knex'
import type { CommandType, Message } from '../../contracts/messages.ts'
import { gatherResults } from '../../shared/gather-results.ts'
import type { NewMessage, Written } from '../../shared/outbox.ts'
import { type Part, part } from '../../shared/together.ts'
import { advance, effectOf, expecting, type Input, isFinal, patienceOf, type Saga } from './saga.ts'
import type { SagaMetrics } from './saga-metrics.ts'
import { type Meant, moveSagas, type NewChange } from './saga-change.ts'
import { type Effect, isCommand, type Reply, type SagaKind } from './saga-steps.ts'
import { openSaga, type StoredSaga, type Told } from './saga-store.ts'
import { firstLookMs } from './saga-timing.ts'

/** A saga that has moved, which has to be committed before anything else is done about it. */
export type Moved = StoredSaga & {
  /** How long it had waited for that. */
  tookMs: number
  effect: Effect | undefined
  /** The command that is its effect, as it stands in the outbox. */
  told: (NewMessage & Written) | undefined
  afterCommit(): void
}
/** What the end of a saga means for its order. */
export type Endings = {
  /** They read from `moved`, where what `of` hands back stands as `ending`. */
  parts: Record<string, Part>
  of(db: Knex, orderId: string, saga: Saga): Promise<{ ending: object; afterCommit(): void }>
}

export type MovesDeps = {
  db: Knex
  /** What a command has to say. */
  commandOf(db: Knex, command: CommandType, orderId: string): Promise<NewMessage>
  endings: Endings
  /** No step waits for longer. */
  deadlineMs: number
  metrics: SagaMetrics
}
type New = { kind: SagaKind; id: string; orderId: string }

export function makeMoves({ db, commandOf, endings, deadlineMs, metrics }: MovesDeps) {
  const moveNow = (by: Knex, changes: NewChange[]) => moveSagas(by, changes, endings.parts)
  const moveTogether = gatherResults((changes: NewChange[]) => moveNow(db, changes))

  const waitOf = (saga: Saga) => {
    const patienceMs = patienceOf(saga)
    return {
      dueInMs: firstLookMs(effectOf(saga)),
      patienceMs: patienceMs && Math.min(patienceMs, deadlineMs),
    }
  }

  async function effectsOf(by: Knex, saga: Saga, orderId: string) {
    const effect = effectOf(saga)
    return { effect, command: isCommand(effect) ? await commandOf(by, effect, orderId) : undefined }
  }

  async function change(
    meant: Meant,
    next: Saga,
    input: Input,
    { heard, trx }: { heard?: string; trx?: Knex.Transaction } = {},
  ): Promise<Moved | undefined> {
    const { id, orderId } = meant
    const { effect, command } = await effectsOf(trx ?? db, next, orderId)
    const end = isFinal(next) ? await endings.of(trx ?? db, orderId, next) : undefined
    const asked = { meant, next, input, wait: waitOf(next), command, heard, ending: end?.ending }
    const [done] = trx ? await moveNow(trx, [asked]) : [await moveTogether(asked)]
    if (!done) return undefined
    return {
      ...next,
      ...begun(id, orderId),
      version: done.version,
      tookMs: done.waitedMs,
      effect,
      told: toldOf(command, done),
      afterCommit() {
        metrics.moved(next, done)
        end?.afterCommit()
      },
    }
  }

  return {
    /** With the promise that it keeps: `promise` has its parts, and where one that is called `promised` hands back no row,
     *  nothing happens and there is no saga. Hands back also when it was. */
    async begin(
      by: Knex,
      { kind, id, orderId }: New,
      promise: Record<string, Part> = { promised: part`select clock_timestamp() as at` },
    ): Promise<(Moved & { at: Date }) | undefined> {
      const saga: Saga = { kind, state: 'running', step: 'CREATED', reason: null }
      const { effect, command } = await effectsOf(by, saga, orderId)
      const opened = await openSaga(by, promise, { ...saga, id, orderId }, waitOf(saga), command)
      if (!opened) return undefined
      const rest = { tookMs: 0, effect, told: toldOf(command, opened), afterCommit: () => {} }
      return { ...saga, ...begun(id, orderId), ...rest, at: opened.at }
    },

    /** Undefined for what it does not wait for, and where somebody else has moved it meanwhile: then nothing has changed.
     *  `trx`: as a part of that, and not together with others. */
    async move(saga: StoredSaga, input: Input, trx?: Knex.Transaction): Promise<Moved | undefined> {
      const next = advance(saga, input)
      return next && change({ ...saga, at: [saga.step] }, next, input, { trx })
    },

    /** By what a checkout that runs waits for, without a look at it before. Undefined, and nothing has changed, where there is
     *  more to it, or the message was heard before. Errors: not_found, for an order that is not there. */
    async moveUnseen({ id: heard, type, data: { orderId } }: Message): Promise<Moved | undefined> {
      const input = type as Reply
      const expected = expecting('checkout', input)
      if (!expected) return undefined
      const { at, next } = expected
      const meant = { id: orderId, orderId, kind: next.kind, state: 'running', at } as const // a checkout has the id of its order
      return change(meant, next, input, { heard })
    },
  }
}

const begun = (id: string, orderId: string) =>
  ({ id, orderId, version: 0, attempts: 0, isOverdue: false, waitedMs: 0 }) as const

const toldOf = (command: NewMessage | undefined, { messageId: id, isFirst }: Told) =>
  command && id !== null ? { ...command, id, isFirst: isFirst === true } : undefined
