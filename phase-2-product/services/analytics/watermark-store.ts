// SQL about the time of the streams. Each time only grows, so it does not matter who writes it last. Rows are written
// in the order of their keys, so that two who do it at once do not wait for each other.
import type { Knex } from 'knex'
import type { PartitionTime } from './watermark.ts'

type Place = { topic: string; partition: number }
/** When something happened that was read there. */
export type Seen = Place & { at: Date }
type TimeRow = { topic: string; highest_event_at: Date | null; read_to_end_at: Date | null }
type WatermarkRow = { topic: string; reached_at: Date }

/** Hands back the watermark of each topic. */
export async function raiseHighestEvents(
  trx: Knex.Transaction,
  seen: Seen[],
): Promise<Map<string, Date>> {
  const { rows } = await trx.raw<{ rows: WatermarkRow[] }>(
    `with raised as (
       insert into partition_times as known (topic, partition, highest_event_at)
       select topic, partition, max(at)
       from jsonb_to_recordset(?::jsonb) as seen (topic text, partition int, at timestamptz)
       group by topic, partition
       order by topic, partition
       on conflict (topic, partition) do update set highest_event_at = excluded.highest_event_at
       where coalesce(known.highest_event_at, '-infinity') < excluded.highest_event_at
     )
     select topic, reached_at from watermarks`,
    [JSON.stringify(seen)],
  )
  return new Map(rows.map((row) => [row.topic, row.reached_at]))
}

/** `at` is null for those that were found, but not read to their end. Hands back what is known of each topic's. */
export async function noteReading(
  db: Knex,
  found: (Place & { at: Date | null })[],
): Promise<Map<string, PartitionTime[]>> {
  const { rows } = await db.raw<{ rows: TimeRow[] }>(
    `insert into partition_times as known (topic, partition, read_to_end_at)
     select topic, partition, at
     from jsonb_to_recordset(?::jsonb) as found (topic text, partition int, at timestamptz)
     order by topic, partition
     on conflict (topic, partition) do update
       set read_to_end_at = greatest(known.read_to_end_at, excluded.read_to_end_at)
     returning topic, highest_event_at, read_to_end_at`,
    [JSON.stringify(found)],
  )
  const times = rows.map((row) => ({
    topic: row.topic,
    highestEventAt: row.highest_event_at,
    readToEndAt: row.read_to_end_at,
  }))
  return Map.groupBy(times, ({ topic }) => topic)
}

export async function raiseWatermarks(db: Knex, reached: { topic: string; at: Date }[]) {
  await db.raw(
    `insert into watermarks as known (topic, reached_at)
     select topic, at from jsonb_to_recordset(?::jsonb) as reached (topic text, at timestamptz)
     order by topic
     on conflict (topic) do update set reached_at = excluded.reached_at
     where known.reached_at < excluded.reached_at`,
    [JSON.stringify(reached)],
  )
}
