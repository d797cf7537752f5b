// Since the stock is remote, an order remembers that it holds it. Those that were placed before hold it already.
import type { Migration } from '../../../shared/migrate.ts'

export const heldAt: Migration = {
  name: 'order/003-held-at',
  up: (db) =>
    db.raw(`
      alter table orders add column held_at timestamptz;
      update orders set held_at = placed_at where status = 'pending'`),
}
