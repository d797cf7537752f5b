// The outbox: what a transaction promises to tell somebody else. The message commits with the effect or not at all;
// relay.ts delivers it. Source of the idea: microservices.io, "Transactional outbox".
import type { Knex } from 'knex'
import { gather } from './gather.ts'
import type { Migration } from './migrate.ts'

export type NewMessage = {
  /** Who is told. */
  destination: string
  /** Messages of one key are delivered in the order in which they were written. */
  key: string
  type: string
  /** What the receiver has to know, as JSON. Undefined where key and type say it all. */
  payload?: unknown
}
export type Message = NewMessage & { id: number; attempts: number }
/** What an insert hands back. `isFirst`: no earlier message of the same destination and key is still there. What was
 *  committed while the statement waited for a lock, it does not see. */
export type Written = { id: number; isFirst: boolean }

/** The writer delivers it as soon as it has committed; what it leaves behind is due for everybody a little later. */
export const headStartMs = 2_000
/** What an insert returns. */
export const written = `id, not exists (
  select from outbox as earlier
  where earlier.destination = outbox.destination and earlier.key = outbox.key
) as "isFirst"`

/** Write it after the row that the key stands for was locked: then messages of a key have ids that grow. */
export async function insertMessage(
  trx: Knex.Transaction,
  message: NewMessage,
  dueInMs = headStartMs,
): Promise<Written> {
  const insert = trx('outbox').insert({ ...message, due_at: inMs(trx, dueInMs) })
  const [row] = await insert.returning<Written[]>(trx.raw(written))
  return row!
}

const columns = ['id', 'destination', 'key', 'type', 'payload', 'attempts']

/** Takes due messages for `leaseMs`, of each key only the oldest. Whoever dies with one gives it back by not
 *  coming back. `attempts` counts this one. */
export async function claimMessages(
  db: Knex,
  destination: string,
  { leaseMs, limit }: { leaseMs: number; limit: number },
): Promise<Message[]> {
  // Looked up for each message. As a join Postgres compares each with each, if it made its plan while none waited.
  const oldest = db('outbox as mine')
    .min('id')
    .whereRaw('mine.destination = message.destination and mine.key = message.key')
  const due = db('outbox as message')
    .select('id')
    .where({ destination, id: oldest })
    .where('due_at', '<=', db.raw('clock_timestamp()'))
    .orderBy('id')
    .limit(limit)
    .forUpdate('message')
    .skipLocked() // another replica delivers other messages
  return db('outbox')
    .whereRaw('id = any(array(?))', [due])
    .update({ due_at: inMs(db, leaseMs), attempts: db.raw('attempts + 1') })
    .returning(columns)
}

/** For the writer: the oldest message of the key, if nobody has tried it yet. The head start is its lease. */
export async function findOwn(db: Knex, destination: string, key: string): Promise<Message[]> {
  const oldest = await db('outbox')
    .select<Message[]>(columns)
    .where({ destination, key })
    .orderBy('id')
    .limit(1)
  return oldest
    .filter(({ attempts }) => attempts === 0)
    .map((message) => ({ ...message, attempts: 1 }))
}

/** It was taken. Until this has happened it may be delivered once more. */
export function deleteMessage(db: Knex, id: number): Promise<void> {
  const known = deletions.get(db)
  const remove = known ?? gather((ids: number[]) => deleteMessages(db, ids))
  if (!known) deletions.set(db, remove)
  return remove(id)
}
const deletions = new WeakMap<Knex, (id: number) => Promise<void>>()

/** Locked in the order of their ids: another relay may have delivered the same ones, and deletes them as well. */
function deleteMessages(db: Knex, ids: number[]) {
  const mine = db('outbox').select('id').whereRaw('id = any(?)', [ids]).orderBy('id').forUpdate()
  return db('outbox').whereRaw('id = any(array(?))', [mine]).delete()
}

export async function postponeMessage(db: Knex, id: number, ms: number): Promise<void> {
  await db('outbox')
    .where({ id })
    .update({ due_at: inMs(db, ms) })
}

/** How many messages wait, and for how long the oldest has. */
export async function measureOutbox(db: Knex, destination: string) {
  const { rows } = await db.raw<{ rows: [{ pending: number; oldest: number }] }>(
    `select count(*) as pending,
       coalesce(extract(epoch from clock_timestamp() - min(created_at)), 0)::float8 as oldest
     from outbox where destination = ?`,
    [destination],
  )
  return { pending: rows[0].pending, oldestSeconds: rows[0].oldest }
}

const inMs = (db: Knex, ms: number) =>
  db.raw(`clock_timestamp() + ? * interval '1 millisecond'`, [ms])

export const outbox: Migration = {
  name: 'outbox/001-outbox',
  up: (db) =>
    db.raw(`
      create table outbox (
        id bigint generated always as identity primary key,
        destination text not null,
        key text not null,
        type text not null,
        created_at timestamptz not null default clock_timestamp(),
        due_at timestamptz not null,
        attempts int not null default 0
      );
      create index outbox_in_order on outbox (destination, key, id)`),
}

export const outboxPayload: Migration = {
  name: 'outbox/002-payload',
  up: (db) => db.raw('alter table outbox add column payload jsonb'),
}
