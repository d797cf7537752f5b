// Time as specs want it: it passes at once, and a shop comes to rest.
import { query } from '../../scripts/faults/query.ts'
import type { Shop } from '../../scripts/shop.ts'
import { until } from '../../scripts/until.ts'
import { untilReportsAgree } from './given-reports.ts'

export { passTime } from '../../scripts/faults/time.ts'

const places = {
  orderdb: ['outbox', 'sagas where due_at is not null'],
  cartdb: ['outbox'],
  paymentdb: ['outbox'],
}

/** No order and no message waits for anybody, and the shopkeeper has heard of everything. */
export async function untilStill(shop: Shop) {
  for (const [database, tables] of Object.entries(places)) {
    const waiting = tables.map((table) => `select id::text from ${table}`).join(' union all ')
    const findWaiting = () => query(shop.databaseUrls[database]!, waiting)
    await until('nothing waits', findWaiting, (rows) => rows.length === 0)
  }
  await untilReportsAgree(shop)
}
