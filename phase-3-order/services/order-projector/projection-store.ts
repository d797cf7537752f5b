// SQL that writes the projection. Times are text, as they came: the database reads more digits of them than a Date has.
import type { Knex } from 'knex'
import type { Stretch } from './generation-store.ts'
import { detailFor, type OrderEvent, statusAfter } from './projection-rules.ts'

/** Adds events, each with an id of its own, and how far the generation has come with them. Hands back how many of them
 *  are new; undefined, and nothing is written, where nobody reads that generation any more, nor will.
 *
 *  - A twin that comes at the same time waits, and learns then which it is.
 *  - An order was placed when its first event happened, and is what its last one says, whichever of them comes first.
 *  - A position only grows: what is read again was there before.
 *  - In the order of their ids, so that two who do it at once do not wait for each other. */
export async function insertEvents(
  trx: Knex.Transaction,
  generation: number,
  events: OrderEvent[],
  { topic, partition, begin, end }: Stretch,
): Promise<number | undefined> {
  const told = events.map((event) => ({
    event_id: event.id,
    order_id: event.data.orderId,
    user_id: event.data.userId,
    type: event.type,
    detail: detailFor(event),
    status: statusAfter[event.type],
    total_cents: event.data.totalCents,
    currency: event.data.currency,
    at: event.time,
    sequence: event.sequence,
  }))
  const { rows } = await trx.raw<{ rows: [{ is_wanted: boolean; inserted: number }] }>(
    `with wanted as (
       select number as generation from generations where number = ? and state <> 'old'
     ), told as (
       select * from wanted, jsonb_to_recordset(?::jsonb) as event (event_id uuid, order_id uuid,
         user_id uuid, type text, detail text, status text, total_cents bigint, currency text,
         at timestamptz, sequence text)
     ), fresh as (
       insert into timeline_entries (generation, event_id, order_id, sequence, at, type, detail)
       select generation, event_id, order_id, sequence, at, type, detail from told
       order by event_id
       on conflict (generation, event_id) do nothing
       returning event_id
     ), merged as (
       insert into order_summaries as known (generation, order_id, user_id, status, total_cents,
         currency, placed_at, updated_at, sequence)
       select distinct on (order_id) generation, order_id, user_id, status, total_cents,
         currency, min(at) over (partition by order_id), at, sequence
       from told join fresh using (event_id)
       order by order_id, sequence collate "C" desc
       on conflict (generation, order_id) do update set
         placed_at = least(known.placed_at, excluded.placed_at),
         (user_id, status, total_cents, currency, updated_at, sequence) = (
           select last.* from (values
             (known.user_id, known.status, known.total_cents, known.currency, known.updated_at,
               known.sequence),
             (excluded.user_id, excluded.status, excluded.total_cents, excluded.currency,
               excluded.updated_at, excluded.sequence)
           ) as last (user_id, status, total_cents, currency, updated_at, sequence)
           order by last.sequence collate "C" desc limit 1
         )
     ), advanced as (
       insert into positions (generation, topic, partition, first_offset, next_offset)
       select generation, ?, ?, ?, ? from wanted
       on conflict (generation, topic, partition) do update
         set next_offset = greatest(positions.next_offset, excluded.next_offset)
     )
     select exists (select from wanted) as is_wanted, count(*) as inserted from fresh`,
    [generation, JSON.stringify(told), topic, partition, begin, end],
  )
  return rows[0].is_wanted ? rows[0].inserted : undefined
}
