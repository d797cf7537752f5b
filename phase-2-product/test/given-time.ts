// Time passes at once: nobody who died is waited for any longer, and whoever had to be patient may try again.
import { query } from '../../scripts/faults/query.ts'
import { makeDue } from '../../scripts/faults/time.ts'
import type { Shop } from '../../scripts/shop.ts'
import { until } from '../../scripts/until.ts'
import { untilReportsAgree } from './given-reports.ts'

export async function passTime({ databaseUrls }: Shop) {
  await query(
    databaseUrls['ecommercedb']!,
    `${makeDue('orders', 'id', 'settle_at')}; ${makeDue('outbox')}`,
  )
  await query(databaseUrls['cartdb']!, makeDue('outbox'))
}

/** Nobody goes on with any order, until time passes. */
export const stopTime = ({ databaseUrls }: Shop) =>
  query(
    databaseUrls['ecommercedb']!,
    `update orders set settle_at = 'infinity' where settle_at is not null`,
  )

/** So long that an order which is not decided is given up when its turn comes. */
export const outlastDeadlines = ({ databaseUrls }: Shop) =>
  query(
    databaseUrls['ecommercedb']!,
    `update orders set placed_at = placed_at - interval '1 hour' where status = 'pending'`,
  )

/** No order and no message waits for anybody, and the shopkeeper has heard of everything. */
export async function untilStill(shop: Shop) {
  const tables = {
    ecommercedb: ['outbox', 'orders where settle_at is not null'],
    cartdb: ['outbox'],
  }
  for (const [database, places] of Object.entries(tables)) {
    const waiting = places.map((place) => `select id::text from ${place}`).join(' union all ')
    const findWaiting = () => query(shop.databaseUrls[database]!, waiting)
    await until('nothing waits', findWaiting, (rows) => rows.length === 0)
  }
  await untilReportsAgree(shop)
}
