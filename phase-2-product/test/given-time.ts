// Time passes at once: nobody who died is waited for any longer, and whoever had to be patient may try again.
import { query } from '../../scripts/infra/test/query.ts'
import type { Shop } from '../../scripts/shop.ts'

export const passTime = ({ databaseUrls }: Shop) =>
  query(
    databaseUrls['ecommercedb']!,
    `update orders set settle_at = clock_timestamp() where settle_at is not null;
     update outbox set due_at = clock_timestamp()`,
  )
