// Time passes at once: nobody who died is waited for any longer, and whoever had to be patient may try again.
import { query } from '../../scripts/faults/query.ts'
import { makeDue } from '../../scripts/faults/time.ts'
import type { Shop } from '../../scripts/shop.ts'
import { until } from '../../scripts/until.ts'

export const passTime = ({ databaseUrls }: Shop) =>
  query(
    databaseUrls['ecommercedb']!,
    `${makeDue('orders', 'id', 'settle_at')}; ${makeDue('outbox')}`,
  )

/** No order and no message waits for anybody. */
export async function untilStill({ databaseUrls }: Shop) {
  const waiting = `select id::text from orders where settle_at is not null
    union all select id::text from outbox`
  const findWaiting = () => query(databaseUrls['ecommercedb']!, waiting)
  await until('nothing waits', findWaiting, (rows) => rows.length === 0)
}
