// How a saga begins and moves: each time one statement, with all that has to be true together. What comes of it
// afterwards is saga-runner.ts'.
import type { Knex } from 'knex'
import type { CommandType, Message } from '../../contracts/messages.ts'
import type { NewMessage, Written } from '../../shared/outbox.ts'
import { type Part, part } from '../../shared/together.ts'
import { advance, effectOf, expecting, type Input, isFinal, patienceOf, type Saga } from './saga.ts'
import type { SagaMetrics } from './saga-metrics.ts'
import { type Effect, isCommand, type Reply, type SagaKind } from './saga-steps.ts'
import { type Meant, moveSaga, openSaga, type StoredSaga, type Told } from './saga-store.ts'
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
/** What the end of a saga means for its order, as parts that read from `moved`, and what to do once that is committed. */
export type Ending = { parts: Record<string, Part>; afterCommit(): void }

export type MovesDeps = {
  /** What a command has to say. */
  commandOf(db: Knex, command: CommandType, orderId: string): Promise<NewMessage>
  endingOf(db: Knex, orderId: string, saga: Saga): Promise<Ending>
  /** No step waits for longer. */
  deadlineMs: number
  metrics: SagaMetrics
}
type New = { kind: SagaKind; id: string; orderId: string }

export const consumer = 'saga'

export function makeMoves({ commandOf, endingOf, deadlineMs, metrics }: MovesDeps) {
  const waitOf = (saga: Saga) => {
    const patienceMs = patienceOf(saga)
    return {
      dueInMs: firstLookMs(effectOf(saga)),
      patienceMs: patienceMs && Math.min(patienceMs, deadlineMs),
    }
  }

  async function effectsOf(db: Knex, saga: Saga, orderId: string) {
    const effect = effectOf(saga)
    return { effect, command: isCommand(effect) ? await commandOf(db, effect, orderId) : undefined }
  }

  async function change(
    db: Knex,
    meant: Meant,
    next: Saga,
    input: Input,
    message?: Pick<Message, 'id'>,
  ): Promise<Moved | undefined> {
    const { id, orderId } = meant
    const { effect, command } = await effectsOf(db, next, orderId)
    const ending = isFinal(next) ? await endingOf(db, orderId, next) : undefined
    const heard = message && { consumer, id: message.id }
    const asked = { next, input, wait: waitOf(next), command, heard }
    const done = await moveSaga(db, meant, asked, ending?.parts)
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
        ending?.afterCommit()
      },
    }
  }

  return {
    /** With the promise that it keeps: `promise` has its parts, and where one that is called `promised` hands back no row,
     *  nothing happens and there is no saga. Hands back also when it was. */
    async begin(
      db: Knex,
      { kind, id, orderId }: New,
      promise: Record<string, Part> = { promised: part`select clock_timestamp() as at` },
    ): Promise<(Moved & { at: Date }) | undefined> {
      const saga: Saga = { kind, state: 'running', step: 'CREATED', reason: null }
      const { effect, command } = await effectsOf(db, saga, orderId)
      const opened = await openSaga(db, promise, { ...saga, id, orderId }, waitOf(saga), command)
      if (!opened) return undefined
      const rest = { tookMs: 0, effect, told: toldOf(command, opened), afterCommit: () => {} }
      return { ...saga, ...begun(id, orderId), ...rest, at: opened.at }
    },

    /** Undefined for what it does not wait for, and where somebody else has moved it meanwhile: then nothing has changed. */
    async move(db: Knex, saga: StoredSaga, input: Input): Promise<Moved | undefined> {
      const next = advance(saga, input)
      return next && change(db, saga, next, input)
    },

    /** By what a checkout that runs waits for, without a look at it before. Undefined, and nothing has changed, where there is
     *  more to it, or the message was heard before. Errors: not_found, for an order that is not there. */
    async moveUnseen(db: Knex, message: Message): Promise<Moved | undefined> {
      const { orderId } = message.data
      const input = message.type as Reply
      const expected = expecting('checkout', input)
      if (!expected) return undefined
      const { at, next } = expected
      const meant = { id: orderId, orderId, kind: next.kind, at } // a checkout has the id of its order
      return change(db, meant, next, input, message)
    },
  }
}

const begun = (id: string, orderId: string) =>
  ({ id, orderId, version: 0, attempts: 0, isOverdue: false, waitedMs: 0 }) as const

const toldOf = (command: NewMessage | undefined, { messageId: id, isFirst }: Told) =>
  command && id !== null ? { ...command, id, isFirst: isFirst === true } : undefined
