// All SQL about sagas. Who moves one compares its version and sets the next, so two never move it at once; `due_at` is
// when somebody has to look again: the end of a lease while one replica works on it, and a timer while all of them wait.
import type { Knex } from 'knex'
import type { Input, Saga } from './saga.ts'
import { isFinal } from './saga.ts'

export type StoredSaga = Saga & {
  id: string
  orderId: string
  version: number
  /** Tries of the step under way that had no reply. */
  attempts: number
  isOverdue: boolean
  /** Since it moved for the last time. */
  waitedMs: number
  /** Since it began. */
  ageMs: number
}
type SagaRow = Saga & {
  id: string
  order_id: string
  version: number
  attempts: number
  is_overdue: boolean
  waited_ms: number
  age_ms: number
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

export async function lockSaga(trx: Knex.Transaction, id: string): Promise<StoredSaga | undefined> {
  const row = await trx('sagas').where({ id }).forUpdate().first<SagaRow>(columns(trx))
  return row && toSaga(row)
}

/** Errors: throws when somebody else has moved it, which a lock rules out. */
export async function moveSaga(
  trx: Knex.Transaction,
  { id, version, step }: StoredSaga,
  next: Saga,
  input: Input,
  wait: Wait,
): Promise<void> {
  const moved = await trx('sagas')
    .where({ id, version, step })
    .update({
      state: next.state,
      step: next.step,
      reason: next.reason,
      version: version + 1,
      attempts: 0,
      updated_at: trx.raw('clock_timestamp()'),
      ...timesOf(trx, next, wait),
    })
  if (moved !== 1) throw new Error(`saga ${id} was moved by somebody else`)
  await trx('saga_log').insert({
    saga_id: id,
    version: version + 1,
    input,
    state: next.state,
    step: next.step,
  })
}

/** Takes due sagas for `leaseMs`. Whoever dies with one gives it back by not coming back. */
export async function claimSagas(db: Knex, leaseMs: number, limit: number): Promise<StoredSaga[]> {
  const due = db('sagas')
    .select('id')
    .where('due_at', '<=', db.raw('clock_timestamp()'))
    .orderBy('due_at')
    .limit(limit)
    .forUpdate()
    .skipLocked() // another replica takes others
  const rows: SagaRow[] = await db('sagas')
    .whereIn('id', due)
    .update({ due_at: inMs(db, leaseMs), attempts: db.raw('attempts + 1') })
    .returning(columns(db))
  return rows.map(toSaga)
}

/** Only if nobody has moved it meanwhile. */
export async function postponeSaga(
  db: Knex,
  { id, version }: Pick<StoredSaga, 'id' | 'version'>,
  ms: number,
): Promise<void> {
  await db('sagas')
    .where({ id, version })
    .whereNotNull('due_at')
    .update({ due_at: inMs(db, ms) })
}

export async function countUnfinished(db: Knex): Promise<number> {
  const { rows } = await db.raw<{ rows: [{ count: number }] }>(
    'select count(*) as count from sagas where due_at is not null',
  )
  return rows[0].count
}

const timesOf = (db: Knex, saga: Saga, { dueInMs, patienceMs }: Wait) => ({
  due_at: isFinal(saga) ? null : inMs(db, dueInMs),
  deadline_at: patienceMs === undefined ? null : inMs(db, patienceMs),
})

const columns = (db: Knex) => [
  'id',
  'order_id',
  'kind',
  'state',
  'step',
  'reason',
  'version',
  'attempts',
  db.raw('coalesce(deadline_at <= clock_timestamp(), false) as is_overdue'),
  db.raw('(extract(epoch from clock_timestamp() - updated_at) * 1000)::float8 as waited_ms'),
  db.raw('(extract(epoch from clock_timestamp() - created_at) * 1000)::float8 as age_ms'),
]

const toSaga = (row: SagaRow): StoredSaga => ({
  id: row.id,
  orderId: row.order_id,
  kind: row.kind,
  state: row.state,
  step: row.step,
  reason: row.reason,
  version: row.version,
  attempts: row.attempts,
  isOverdue: row.is_overdue,
  waitedMs: row.waited_ms,
  ageMs: row.age_ms,
})

const inMs = (db: Knex, ms: number) =>
  db.raw(`clock_timestamp() + ? * interval '1 millisecond'`, [ms])
