// SQL about generations: which there are, how far they have come, and how one follows another.
import type { Knex } from 'knex'

export type Generation = {
  number: number
  state: 'building' | 'live' | 'old'
  reader: string
  requestedAt: Date
  liveSince: Date | null
}
type GenerationRow = Pick<Generation, 'number' | 'state' | 'reader'> & {
  requested_at: Date
  live_since: Date | null
}
export type Place = { topic: string; partition: number }
/** From the first offset that there is to the next that there will be. */
export type Stretch = Place & { begin: number; end: number }

/** Not a row's lock: those who want to share it would pass by one who waits for it alone, for ever if they are many. */
const lock = `hashtext('generations')`

/** For whoever writes into one: until the end of the transaction there is neither another one nor one less. */
export const shareGenerations = (trx: Knex.Transaction) =>
  trx.raw(`select pg_advisory_xact_lock_shared(${lock})`)

/** For whoever changes which there are: nobody writes into any of them meanwhile. */
export const lockGenerations = (trx: Knex.Transaction) =>
  trx.raw(`select pg_advisory_xact_lock(${lock})`)

export async function findGenerations(db: Knex): Promise<Generation[]> {
  const rows = await db<GenerationRow>('generations').orderBy('number')
  return rows.map((row) => ({
    number: row.number,
    state: row.state,
    reader: row.reader,
    requestedAt: row.requested_at,
    liveSince: row.live_since,
  }))
}

/** What the one that is read has of the stream. */
export const findKnown = (db: Knex): Promise<Stretch[]> =>
  db('positions')
    .join('generations', 'number', 'generation')
    .where({ state: 'live' })
    .select<Stretch[]>('topic', 'partition', { begin: 'first_offset', end: 'next_offset' })

/** With tables of its own. It may be read when it has come to the end of that stream. */
export async function insertGeneration(trx: Knex.Transaction, stream: Stretch[]) {
  const [row] = await trx('generations').insert({ state: 'building' }).returning('number')
  const { number: generation } = row as { number: number }
  for (const [table, mine] of tablesOf(generation)) {
    await trx.raw(`create table ?? partition of ?? for values in (${generation})`, [mine, table])
  }
  await trx('positions').insert(
    stream.map(({ begin, end, ...place }) => ({
      generation,
      ...place,
      first_offset: begin,
      next_offset: begin,
      target_offset: end,
    })),
  )
}

export async function dropGeneration(trx: Knex.Transaction, number: number) {
  for (const [, mine] of tablesOf(number)) await trx.raw('drop table ??', [mine])
  await trx('generations').where({ number }).delete()
}

// In the order in which timeline-store.ts reads them: else a reader, and who makes or drops one, wait for each other.
const tablesOf = (generation: number) =>
  ['order_summaries', 'timeline_entries'].map((table) => [table, `${table}_${generation}`] as const)

/** Whether the one that is being built has come as far as it has to, and as far as the one that is read: else what a
 *  customer has seen would be gone for a moment. */
export async function hasCaughtUp(db: Knex): Promise<boolean> {
  const { rows } = await db.raw<{ rows: [{ has_caught_up: boolean }] }>(
    `with here as (
       select * from positions
       where generation = (select number from generations where state = 'building')
     ), live as (
       select * from positions
       where generation = (select number from generations where state = 'live')
     )
     select exists (select from here)
       and not exists (select from here where next_offset < target_offset)
       and not exists (
         select from live left join here using (topic, partition)
         where coalesce(here.next_offset, 0) < live.next_offset
       ) as has_caught_up`,
  )
  return rows[0].has_caught_up
}

/** From the next statement of anybody on, the one that was being built is read. */
export async function swapGenerations(trx: Knex.Transaction) {
  await trx('generations').where({ state: 'live' }).update({ state: 'old' })
  await trx('generations')
    .where({ state: 'building' })
    .update({ state: 'live', live_since: trx.fn.now() })
}

/** Events that it has read, and how many it has to read, as of now. */
export async function measureBuilding(db: Knex) {
  const { rows } = await db.raw<{ rows: [{ read: number; to_read: number }] }>(
    `select coalesce(sum(least(next_offset, target_offset) - first_offset), 0)::bigint as read,
       coalesce(sum(target_offset - first_offset), 0)::bigint as to_read
     from positions where generation = (select number from generations where state = 'building')`,
  )
  return { eventsRead: rows[0].read, eventsToRead: rows[0].to_read }
}
