// SQL about the time of the streams. Each time only grows, so it does not matter who writes it last.
import type { Knex } from 'knex'
import type { PartitionTime } from './watermark.ts'

type Place = { topic: string; partition: number }
type TimeRow = Place & { highest_event_at: Date | null; read_to_end_at: Date | null }
type WatermarkRow = { topic: string; reached_at: Date }

const latest = (db: Knex, table: string, column: string) =>
  db.raw('greatest(??, ??)', [`${table}.${column}`, `excluded.${column}`])

export async function raiseHighestEvent(trx: Knex.Transaction, place: Place, at: Date) {
  await trx<TimeRow>('partition_times')
    .insert({ ...place, highest_event_at: at })
    .onConflict(['topic', 'partition'])
    .merge({ highest_event_at: latest(trx, 'partition_times', 'highest_event_at') })
}

/** `at` is null for those that were found, but not read to their end. */
export async function noteReading(trx: Knex.Transaction, places: (Place & { at: Date | null })[]) {
  // In one order, so that two who do it at once do not wait for each other.
  const rows = places
    .toSorted((a, b) => a.topic.localeCompare(b.topic) || a.partition - b.partition)
    .map(({ topic, partition, at }) => ({ topic, partition, read_to_end_at: at }))
  await trx<TimeRow>('partition_times')
    .insert(rows)
    .onConflict(['topic', 'partition'])
    .merge({ read_to_end_at: latest(trx, 'partition_times', 'read_to_end_at') })
}

export async function findPartitionTimes(db: Knex, topic: string): Promise<PartitionTime[]> {
  const rows = await db<TimeRow>('partition_times').where({ topic })
  return rows.map((row) => ({
    highestEventAt: row.highest_event_at,
    readToEndAt: row.read_to_end_at,
  }))
}

export async function raiseWatermark(trx: Knex.Transaction, topic: string, reachedAt: Date) {
  await trx<WatermarkRow>('watermarks')
    .insert({ topic, reached_at: reachedAt })
    .onConflict('topic')
    .merge({ reached_at: latest(trx, 'watermarks', 'reached_at') })
}

export async function findWatermarks(db: Knex): Promise<Map<string, Date>> {
  const rows = await db<WatermarkRow>('watermarks')
  return new Map(rows.map((row) => [row.topic, row.reached_at]))
}
