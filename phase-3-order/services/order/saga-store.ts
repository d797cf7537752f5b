// SQL of how sagas begin and move. Who moves one compares its version and sets the next, so two never move it at once;
// `due_at` is when somebody has to look again: saga-queue.ts does.
import type { Knex } from 'knex'
import { hearMessage, isUnheard, writeMessage } from '../../shared/message-parts.ts'
import type { NewMessage } from '../../shared/outbox.ts'
import { type Part, part, together } from '../../shared/together.ts'
import { type Input, isFinal, type Saga } from './saga.ts'
import type { SagaKind } from './saga-steps.ts'

export type StoredSaga = Saga & {
  id: string
  orderId: string
  version: number
  /** Tries of the step under way that had no reply. */
  attempts: number
  isOverdue: boolean
  /** Since it moved for the last time. */
  waitedMs: number
}
/** `patienceMs`: until it is given up, if ever. */
export type Wait = { dueInMs: number; patienceMs: number | undefined }

export async function insertSaga(
  trx: Knex.Transaction,
  { id, orderId, ...saga }: Saga & { id: string; orderId: string },
  wait: Wait,
): Promise<void> {
  await trx('sagas').insert({ id, order_id: orderId, ...saga, ...timesOf(trx, saga, wait) })
}

/** The command that went into the outbox, if there was one. */
export type Told = { messageId: number | null; isFirst: boolean | null }
type New = Saga & { id: string; orderId: string }

/** Together with the promise that it keeps, whose parts these are. Undefined where `promised` handed back no row. */
export function openSaga(
  db: Knex,
  promise: Record<string, Part>,
  saga: New,
  wait: Wait,
  command: NewMessage | undefined,
): Promise<(Told & { at: Date }) | undefined> {
  const promised = part`promised`
  const opened = insertSagaOf(promised, saga, wait)
  const told = command ? writeMessage(promised, command) : nothingTold
  return together(
    db,
    { ...promise, opened, told },
    `select at, ${toldColumns} from promised left join told on true`,
  )
}

/** As a part: for each row of `from`, which has the moment in which it begins as `at`. */
export const insertSagaOf = (from: Part, saga: New, { dueInMs, patienceMs }: Wait): Part => part`
  insert into sagas (id, order_id, kind, state, step, reason, created_at, updated_at, due_at, deadline_at)
  select ${saga.id}, ${saga.orderId}, ${saga.kind}, ${saga.state}, ${saga.step}, ${saga.reason}, at, at,
    ${later(dueInMs)}, ${later(patienceMs)}
  from ${from}`

/** Which saga is meant to move, and where it has to be for that. */
export type Meant = { id: string; orderId: string } & (
  | Pick<StoredSaga, 'version' | 'step'>
  | { kind: SagaKind; at: Saga['step'][] }
)

export type NewChange = {
  next: Saga
  input: Input
  wait: Wait
  command: NewMessage | undefined
  /** What made it move: nothing does so twice. */
  heard: { consumer: string; id: string } | undefined
}
/** `waitedMs`: since it had moved before; `ageMs`: since it began. */
export type Change = Told & { version: number; waitedMs: number; ageMs: number }

/** Undefined where it is not there, or not any more, and where that message came before: then nothing has changed, nor has
 *  anything of `ending`. */
export function moveSaga(
  db: Knex,
  meant: Meant,
  { next, input, wait, command, heard }: NewChange,
  ending: Record<string, Part> = {},
): Promise<Change | undefined> {
  const from = part`moved`
  const moved = part`
    update sagas set
      state = ${next.state}, step = ${next.step}, reason = ${next.reason}, attempts = 0,
      version = version + 1, updated_at = clock_timestamp(),
      due_at = ${later(isFinal(next) ? undefined : wait.dueInMs)},
      deadline_at = ${later(wait.patienceMs)}
    where id = ${meant.id} and ${isThere(meant)}
      and ${heard ? isUnheard(heard.consumer, heard.id) : part`true`}
    returning id, order_id, version, state, step,
      ${msSince(part`(select updated_at from sagas as before where before.id = sagas.id)`)} as waited_ms,
      ${msSince(part`created_at`)} as age_ms`
  const logged = part`
    insert into saga_log (saga_id, version, input, state, step)
    select id, version, ${input}, state, step from moved`
  const told = command ? writeMessage(from, command) : nothingTold
  return together(
    db,
    {
      moved,
      logged,
      told,
      ...(heard && { heard: hearMessage(from, heard.consumer, heard.id) }),
      ...ending,
    },
    `select ${toldColumns}, version, waited_ms as "waitedMs", age_ms as "ageMs"
     from moved left join told on true`,
  )
}

const isThere = (meant: Meant): Part =>
  'version' in meant
    ? part`version = ${meant.version} and step = ${meant.step}`
    : part`kind = ${meant.kind} and state = 'running' and step = any(${meant.at})`
const msSince = (at: Part): Part =>
  part`(extract(epoch from clock_timestamp() - ${at}) * 1000)::float8`

const nothingTold = part`select null::bigint as id, null::boolean as "isFirst"`
const toldColumns = `told.id as "messageId", "isFirst"`
const later = (ms: number | undefined): Part =>
  ms === undefined ? part`null` : part`clock_timestamp() + ${ms} * interval '1 millisecond'`

const timesOf = (db: Knex, saga: Saga, { dueInMs, patienceMs }: Wait) => ({
  due_at: isFinal(saga) ? null : inMs(db, dueInMs),
  deadline_at: patienceMs === undefined ? null : inMs(db, patienceMs),
})

export const inMs = (db: Knex, ms: number) =>
  db.raw(`clock_timestamp() + ? * interval '1 millisecond'`, [ms])
