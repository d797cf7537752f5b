// What events do to a generation of the projection: a line in the story of an order, and what the order is by now. It
// does not matter how often they come or in which order: entries are sorted when they are read, and an order is what
// its last event says.
import type { Knex } from 'knex'
import { type Stretch, shareGenerations } from './generation-store.ts'
import type { OrderEvent } from './projection-rules.ts'
import { insertEvents } from './projection-store.ts'

/** Hands back how many of them were there before. The entry, which says so, is of the transaction of the effect.
 *  Undefined where another generation has taken over, and this one's reader has not heard of it yet. */
export async function project(
  trx: Knex.Transaction,
  generation: number,
  events: OrderEvent[],
  stretch: Stretch,
): Promise<{ duplicates: number } | undefined> {
  // A statement of its own: what the next one sees is how it is once nobody changes the generations any more.
  await shareGenerations(trx)
  const twins = Map.groupBy(events, ({ id }) => id.toLowerCase())
  const unique = [...twins.values()].map(([first]) => first!)
  const inserted = await insertEvents(trx, generation, unique, stretch)
  return inserted === undefined ? undefined : { duplicates: events.length - inserted }
}
