// What events do to a generation of the projection: a line in the story of an order, and what the order is by now. It
// does not matter how often they come or in which order: entries are sorted when they are read, and an order is what
// its last event says.
import type { Knex } from 'knex'
import type { OrderEvent } from './projection-rules.ts'
import { insertEntries, mergeSummaries } from './projection-store.ts'

/** Hands back how many of them were there before. The entry, which says so, is of the transaction of the effect. */
export async function project(
  trx: Knex.Transaction,
  generation: number,
  events: OrderEvent[],
): Promise<{ duplicates: number }> {
  if (events.length === 0) return { duplicates: 0 }
  const inserted = new Set(await insertEntries(trx, generation, events))
  const fresh = events.filter(({ id }) => inserted.delete(id.toLowerCase()))
  if (fresh.length > 0) await mergeSummaries(trx, generation, fresh)
  return { duplicates: events.length - fresh.length }
}
