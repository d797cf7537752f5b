// Time passes at once: nobody who died is waited for any longer, and whoever had to be patient may try again.
import { query } from '../../scripts/infra/test/query.ts'
import type { Shop } from '../../scripts/shop.ts'

export async function passTime({ databaseUrls }: Shop) {
  const due = 'update outbox set due_at = clock_timestamp()'
  const settle = 'update orders set settle_at = clock_timestamp() where settle_at is not null'
  await query(databaseUrls['ecommercedb']!, `${settle}; ${due}`)
  await query(databaseUrls['cartdb']!, due)
}

/** Nobody goes on with any order, until time passes. */
export const stopTime = ({ databaseUrls }: Shop) =>
  query(
    databaseUrls['ecommercedb']!,
    `update orders set settle_at = 'infinity' where settle_at is not null`,
  )
