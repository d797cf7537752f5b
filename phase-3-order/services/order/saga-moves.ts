// How a saga begins and moves: each time one statement, with all that has to be true together. What comes of it
// afterwards is saga-runner.ts'.
import type { Knex } from 'knex'
import type { CommandType, Message } from '../../contracts/messages.ts'
import type { NewMessage, Written } from '../../shared/outbox.ts'
import { type Part, part } from '../../shared/together.ts'
import { advance, effectOf, type Input, isFinal, patienceOf, type Saga } from './saga.ts'
import type { SagaMetrics } from './saga-metrics.ts'
import { type Effect, isCommand, type SagaKind } from './saga-steps.ts'
import { moveSaga, openSaga, type StoredSaga, type Told } from './saga-store.ts'
import { firstLookMs } from './saga-timing.ts'

/** A saga that has moved, which has to be committed before anything else is done about it. */
export type Moved = StoredSaga & {
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
      const now = performance.now()
      const stored = { id, orderId, version: 0, attempts: 0, isOverdue: false }
      const told = toldOf(command, opened)
      const rest = { movedAt: now, begunAt: now, effect, told, afterCommit: () => {} }
      return { ...saga, ...stored, ...rest, at: opened.at }
    },

    /** Undefined for what it does not wait for, where somebody else has moved it meanwhile, and for a message that was
     *  heard before: then nothing has changed. */
    async move(
      db: Knex,
      saga: StoredSaga,
      input: Input,
      message?: Pick<Message, 'id'>,
    ): Promise<Moved | undefined> {
      const next = advance(saga, input)
      if (!next) return undefined
      const { effect, command } = await effectsOf(db, next, saga.orderId)
      const ending = isFinal(next) ? await endingOf(db, saga.orderId, next) : undefined
      const heard = message && { consumer, id: message.id }
      const change = { next, input, wait: waitOf(next), command, heard }
      const moved = await moveSaga(db, saga, change, ending?.parts)
      if (!moved) return undefined
      const stored = { ...saga, ...next, version: saga.version + 1, attempts: 0 }
      return {
        ...stored,
        movedAt: performance.now(),
        effect,
        told: toldOf(command, moved),
        afterCommit() {
          metrics.moved(saga, next)
          ending?.afterCommit()
        },
      }
    },
  }
}

const toldOf = (command: NewMessage | undefined, { messageId: id, isFirst }: Told) =>
  command && id !== null ? { ...command, id, isFirst: isFirst === true } : undefined
