// SQL of the queue of sagas: which are due, and who has them for now. `due_at` is the end of a lease while one replica works
// on a saga, and a timer while all of them wait.
import type { Knex } from 'knex'
import type { Saga } from './saga.ts'
import { inMs, type StoredSaga } from './saga-store.ts'

type SagaRow = Saga & {
  id: string
  order_id: string
  version: number
  attempts: number
  is_overdue: boolean
  waited_ms: number
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
    .update({ due_at: inMs(db, ms) })
}

export async function lockSaga(trx: Knex.Transaction, id: string): Promise<StoredSaga | undefined> {
  const row = await trx('sagas').where({ id }).forUpdate().first<SagaRow>(columns(trx))
  return row && toSaga(row)
}

export async function countUnfinished(db: Knex): Promise<number> {
  const { rows } = await db.raw<{ rows: [{ count: number }] }>(
    'select count(*) as count from sagas where due_at is not null',
  )
  return rows[0].count
}

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
})
