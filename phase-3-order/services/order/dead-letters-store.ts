// All SQL about dead letters.
import { createHash } from 'node:crypto'
import type { Knex } from 'knex'
import { v7 as uuidv7 } from 'uuid'
import { inboxDays } from '../../contracts/queues.ts'
import type { DeadLetter } from '../../shared/rabbit-dead.ts'

export const statuses = ['waiting', 'replayed', 'discarded'] as const
export type Status = (typeof statuses)[number]

type LetterRow = {
  id: string
  queue: string
  fingerprint: string
  message_id: string
  type: string
  body: Buffer
  error_code: string
  error: string
  attempts: number
  /** How often it came here. What was replayed meanwhile has died again if it has grown. */
  deaths: number
  status: Status
  died_at: Date
  replayed_at: Date | null
  discarded_at: Date | null
  discard_reason: string | null
}
/** As it is shown: of a large body, as much as tells what it is. */
type ShownRow = Omit<LetterRow, 'fingerprint'> & { body_bytes: number }
export type StoredLetter = ReturnType<typeof toLetter>

const shownBytes = 2_000
/** A day less than an inbox knows what it has had: to be tried again takes its time. */
const replayDays = inboxDays - 1

/** One that has died again waits again. One that was discarded stays so: nobody wants it. */
export async function insertLetter(db: Knex, queue: string, letter: DeadLetter): Promise<void> {
  const { id, type, body, reason } = letter
  const row = {
    id: uuidv7(),
    queue,
    fingerprint: createHash('sha256').update(`${id}\0`).update(body).digest('hex'),
    message_id: storable(id),
    type: storable(type),
    body,
    error_code: storable(reason.code),
    error: storable(reason.message),
    attempts: reason.attempts,
  }
  await db<LetterRow>('dead_letters')
    .insert(row)
    .onConflict(['queue', 'fingerprint'])
    .merge({
      status: db.raw(
        `case dead_letters.status when 'discarded' then 'discarded' else 'waiting' end`,
      ),
      deaths: db.raw('dead_letters.deaths + 1'),
      died_at: db.fn.now(),
      error_code: row.error_code,
      error: row.error,
      attempts: row.attempts,
    })
}

export async function findLetter(db: Knex, id: string): Promise<StoredLetter | undefined> {
  const row = await db('dead_letters').where({ id }).first<ShownRow>(columns(db))
  return row && toLetter(row)
}

/** All that goes into its queue again. `isOld`: whoever has handled it may not know that any more. */
export async function getMessage(db: Knex, id: string) {
  const isOld = db.raw(`died_at < now() - ? * interval '1 day' as is_old`, [replayDays])
  const row = await db('dead_letters')
    .where({ id })
    .first<LetterRow & { is_old: boolean }>('message_id', 'type', 'body', isOld)
  return { id: row.message_id, type: row.type, body: row.body, isOld: row.is_old }
}

type Filter = {
  queue?: string | undefined
  status?: Status | undefined
  before?: string | undefined
}

/** The newest first. */
export async function findLetters(
  db: Knex,
  { queue, status, before }: Filter,
  limit: number,
): Promise<StoredLetter[]> {
  const rows = db('dead_letters').select<ShownRow[]>(columns(db)).orderBy('id', 'desc').limit(limit)
  if (queue !== undefined) rows.where({ queue })
  if (status !== undefined) rows.where({ status })
  if (before !== undefined) rows.where('id', '<', before)
  return (await rows).map(toLetter)
}

/** False where somebody has discarded it meanwhile, or it has died again: then it is not what was replayed. */
export async function markReplayed(db: Knex, { id, deaths }: StoredLetter): Promise<boolean> {
  const changed = await db<LetterRow>('dead_letters')
    .where({ id, deaths })
    .whereNot({ status: 'discarded' })
    .update({ status: 'replayed', replayed_at: db.fn.now() })
  return changed > 0
}

/** False where there is nothing to discard any more. */
export async function markDiscarded(db: Knex, id: string, reason: string): Promise<boolean> {
  const changed = await db<LetterRow>('dead_letters')
    .where({ id, status: 'waiting' })
    .update({ status: 'discarded', discarded_at: db.fn.now(), discard_reason: reason })
  return changed > 0
}

/** Postgres keeps no NUL in a text. The body is kept as bytes. */
const storable = (text: string) => text.replaceAll('\0', '�').toWellFormed()

const columns = (db: Knex) => [
  'id',
  'queue',
  'message_id',
  'type',
  'error_code',
  'error',
  'attempts',
  'deaths',
  'status',
  'died_at',
  'replayed_at',
  'discarded_at',
  'discard_reason',
  db.raw('substring(body from 1 for ?) as body', [shownBytes]),
  db.raw('octet_length(body) as body_bytes'),
]

const toLetter = (row: ShownRow) => ({
  id: row.id,
  queue: row.queue,
  messageId: row.message_id,
  type: row.type,
  body: row.body,
  bodyBytes: row.body_bytes,
  errorCode: row.error_code,
  error: row.error,
  attempts: row.attempts,
  deaths: row.deaths,
  status: row.status,
  diedAt: row.died_at,
  replayedAt: row.replayed_at,
  discardedAt: row.discarded_at,
  discardReason: row.discard_reason,
})
