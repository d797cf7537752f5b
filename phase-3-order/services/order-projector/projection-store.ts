// SQL that writes the projection. Times are text, as they came: the database reads more digits of them than a Date has.
import type { Knex } from 'knex'
import { detailFor, type OrderEvent, statusAfter } from './projection-rules.ts'

/** Hands back the ids of those that are new. A twin that comes at the same time waits, and learns then which it is. */
export async function insertEntries(
  trx: Knex.Transaction,
  generation: number,
  events: OrderEvent[],
): Promise<string[]> {
  const rows = await trx('timeline_entries')
    .insert(
      events.map((event) => ({
        generation,
        event_id: event.id,
        order_id: event.data.orderId,
        sequence: event.sequence,
        at: event.time,
        type: event.type,
        detail: detailFor(event),
      })),
    )
    .onConflict(['generation', 'event_id'])
    .ignore()
    .returning<{ event_id: string }[]>('event_id')
  return rows.map((row) => row.event_id)
}

/** An order was placed when its first event happened, and is what its last one says, whichever of them comes first. */
export async function mergeSummaries(
  trx: Knex.Transaction,
  generation: number,
  events: OrderEvent[],
) {
  const told = events.map(({ type, time, sequence, data }) => ({
    order_id: data.orderId,
    user_id: data.userId,
    status: statusAfter[type],
    total_cents: data.totalCents,
    currency: data.currency,
    at: time,
    sequence,
  }))
  // In the order of their ids, so that two who do it at once do not wait for each other.
  await trx.raw(
    `insert into order_summaries as known (generation, order_id, user_id, status, total_cents,
       currency, placed_at, updated_at, sequence)
     select distinct on (order_id) ?::int, order_id, user_id, status, total_cents,
       currency, min(at) over (partition by order_id), at, sequence
     from jsonb_to_recordset(?::jsonb) as told (order_id uuid, user_id uuid, status text,
       total_cents bigint, currency text, at timestamptz, sequence text)
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
       )`,
    [generation, JSON.stringify(told)],
  )
}
