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
  /** When it moved for the last time, and when it began, by this process's own clock (performance.now). */
  movedAt: number
  begunAt: number
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

/** False where somebody else has moved it meanwhile: then nothing has changed. */
export async function moveSaga(
  db: Knex,
  { id, version, step }: StoredSaga,
  next: Saga,
  input: Input,
  { dueInMs, patienceMs }: Wait,
): Promise<boolean> {
  const { rowCount } = await db.raw<{ rowCount: number }>(
    `with moved as (
       update sagas set
         state = :state, step = :step, reason = :reason, version = version + 1, attempts = 0,
         updated_at = clock_timestamp(),
         due_at = clock_timestamp() + :dueInMs * interval '1 millisecond',
         deadline_at = clock_timestamp() + :patienceMs * interval '1 millisecond'
       where id = :id and version = :version and step = :from
       returning id, version, state, step
     )
     insert into saga_log (saga_id, version, input, state, step)
     select id, version, :input, state, step from moved`,
    {
      id,
      version,
      from: step,
      input,
      state: next.state,
      step: next.step,
      reason: next.reason,
      dueInMs: isFinal(next) ? null : dueInMs,
      patienceMs: patienceMs ?? null,
    },
  )
  return rowCount === 1
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
  movedAt: performance.now() - row.waited_ms,
  begunAt: performance.now() - row.age_ms,
})

const inMs = (db: Knex, ms: number) =>
  db.raw(`clock_timestamp() + ? * interval '1 millisecond'`, [ms])
