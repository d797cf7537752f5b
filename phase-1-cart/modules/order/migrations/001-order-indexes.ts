// What is asked of orders all the time: those of a customer, and the story of one. However many there are, it costs the same.
import type { Migration } from '../../../shared/migrate.ts'

export const orderIndexes: Migration = {
  name: 'order/001-order-indexes',
  up: (db) =>
    db.raw(`
      create index orders_of_customer on orders (user_id, id);
      create index order_history_of_order on order_history (order_id, id)`),
}
