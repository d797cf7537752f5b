// Since the cart is remote, an order remembers that its lines are reserved there.
import type { Migration } from '../../../shared/migrate.ts'

export const reservedAt: Migration = {
  name: 'order/002-reserved-at',
  up: (db) => db.raw('alter table orders add column reserved_at timestamptz'),
}
