// The few orders that somebody has to look at again, among all that are over.
import type { Migration } from '../../../shared/migrate.ts'

export const unsettledOrders: Migration = {
  name: 'order/001-unsettled-orders',
  up: (db) =>
    db.raw('create index orders_unsettled on orders (settle_at) where settle_at is not null'),
}
