// The inbox: which messages a consumer has had. Its row commits with the effect of the message or not at all, so what
// is delivered at least once takes effect exactly once. Source of the idea: microservices.io, "Idempotent consumer".
import type { Knex } from 'knex'
import type { Migration } from './migrate.ts'

/** False for a message that this consumer has had. */
export const isNew = async (trx: Knex.Transaction, consumer: string, id: string) =>
  (await takeNew(trx, consumer, [{ id }])).length > 0

/** Those that this consumer has not had, each once. A twin that comes at the same time waits for the end of this
 *  transaction, and learns then which of the two it is. */
export async function takeNew<Message extends { id: string }>(
  trx: Knex.Transaction,
  consumer: string,
  messages: Message[],
): Promise<Message[]> {
  // In the order of their ids, so that two who do it at once do not wait for each other.
  const { rows } = await trx.raw<{ rows: { message_id: string }[] }>(
    `insert into inbox (consumer, message_id)
     select ?, id from unnest(?::uuid[]) as id order by id
     on conflict (consumer, message_id) do nothing
     returning message_id`,
    [consumer, messages.map(({ id }) => id)],
  )
  const taken = new Set(rows.map((row) => row.message_id))
  return messages.filter(({ id }) => taken.delete(id.toLowerCase()))
}

const chunk = 10_000

/** Forgets what came more than so many days ago, and hands back whether there is more to forget. Keep rows for longer
 *  than anybody can send a message again: than topics keep their events (seven days, if nobody has said otherwise)
 *  and outboxes theirs. A message that is forgotten counts again when it comes again. */
export async function pruneInbox(db: Knex, days: number): Promise<boolean> {
  const old = db('inbox')
    .select('consumer', 'message_id')
    .whereRaw(`received_at < now() - ? * interval '1 day'`, [days])
    .limit(chunk)
  const deleted = await db('inbox').whereIn(['consumer', 'message_id'], old).delete()
  return deleted === chunk
}

export const inbox: Migration = {
  name: 'inbox/001-inbox',
  up: (db) =>
    db.raw(`
      create table inbox (
        consumer text not null,
        message_id uuid not null,
        received_at timestamptz not null default now(),
        primary key (consumer, message_id)
      );
      create index inbox_by_age on inbox (received_at)`),
}
