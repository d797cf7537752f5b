// SQL of how sagas begin. `due_at` is when somebody has to look again: saga-queue.ts does.
import type { Knex } from 'knex'
import { writeMessage } from '../../shared/message-parts.ts'
import type { NewMessage } from '../../shared/outbox.ts'
import { type Part, part, together } from '../../shared/together.ts'
import { isFinal, type Saga } from './saga.ts'

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
export async function openSaga(
  db: Knex,
  promise: Record<string, Part>,
  saga: New,
  wait: Wait,
  command: NewMessage | undefined,
): Promise<(Told & { at: Date }) | undefined> {
  const promised = part`promised`
  const opened = insertSagasOf(promised, saga, wait)
  const told = command ? writeMessage(promised, command) : nothingTold
  const [row] = await together<Told & { at: Date }>(
    db,
    { ...promise, opened, told },
    'select at, told.id as "messageId", "isFirst" from promised left join told on true',
  )
  return row
}

/** As a part: for each row of `from`, which has the moment in which it begins as `at`. Ids may be SQL that reads from there. */
export const insertSagasOf = (
  from: Part,
  saga: Saga & Record<'id' | 'orderId', string | Part>,
  { dueInMs, patienceMs }: Wait,
): Part => part`
  insert into sagas (id, order_id, kind, state, step, reason, created_at, updated_at, due_at, deadline_at)
  select ${saga.id}, ${saga.orderId}, ${saga.kind}, ${saga.state}, ${saga.step}, ${saga.reason}, at, at,
    ${later(dueInMs)}, ${later(patienceMs)}
  from ${from}`

const nothingTold = part`select null::bigint as id, null::boolean as "isFirst"`
const later = (ms: number | undefined): Part =>
  ms === undefined ? part`null` : part`clock_timestamp() + ${ms} * interval '1 millisecond'`

const timesOf = (db: Knex, saga: Saga, { dueInMs, patienceMs }: Wait) => ({
  due_at: isFinal(saga) ? null : inMs(db, dueInMs),
  deadline_at: patienceMs === undefined ? null : inMs(db, patienceMs),
})

export const inMs = (db: Knex, ms: number) =>
  db.raw(`clock_timestamp() + ? * interval '1 millisecond'`, [ms])
