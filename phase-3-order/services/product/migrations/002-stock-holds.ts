// What orders hold of the stock. A released hold stays: it tells a late repeat that the order is over.
import type { Migration } from '../../../shared/migrate.ts'

export const stockHolds: Migration = {
  name: 'product/002-stock-holds',
  up: (db) =>
    db.raw(`
      create table stock_holds (
        order_id uuid not null,
        product_id uuid not null constraint stock_holds_product references products,
        quantity int not null constraint stock_holds_quantity_positive check (quantity > 0),
        state text not null constraint stock_holds_state_known check (state in ('held', 'released')),
        primary key (order_id, product_id)
      )`),
}
