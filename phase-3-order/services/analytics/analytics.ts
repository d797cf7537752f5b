// What events do to the numbers. Each does so once, however often it comes, and it does not matter what came before:
// each effect adds up, or keeps the latest, so any order ends in the same numbers.
import type { Knex } from 'knex'
import type { EventType, ShopEvent } from '../../contracts/events.ts'
import { takeNew } from '../../shared/inbox.ts'
import { addSales, addToHours, keepCarts, keepCheckouts, type Told } from './analytics-store.ts'

const consumer = 'analytics'

/** Hands back those that were not counted before. The rows that say so are of the transaction that counts them. */
export async function countNew(trx: Knex.Transaction, events: ShopEvent[]): Promise<ShopEvent[]> {
  const fresh = await takeNew(trx, consumer, events)
  await count(trx, fresh)
  return fresh
}

/** Nobody has asked for a number of those that failed, or are to be cancelled. */
async function count(trx: Knex.Transaction, events: ShopEvent[]) {
  const completed = ofType(events, 'order.completed')
  await addToHours(trx, completed, ofType(events, 'order.cancelled'))
  await addSales(trx, completed)
  await keepCheckouts(trx, ofType(events, 'order.placed'))
  await keepCarts(trx, ofType(events, 'cart.changed'))
}

const ofType = <Type extends EventType>(events: ShopEvent[], type: Type) =>
  events.filter((event): event is Told<Type> => event.type === type)
