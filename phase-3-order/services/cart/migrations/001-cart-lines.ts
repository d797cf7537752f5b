// One cart per customer: the lines with their user_id. reserved_by is the order that checks a line out.
import type { Migration } from '../../../shared/migrate.ts'

export const cartLines: Migration = {
  name: 'cart/001-cart-lines',
  up: (db) =>
    db.raw(`
      create table cart_lines (
        user_id uuid not null,
        product_id uuid not null,
        quantity int not null constraint cart_lines_quantity_allowed check (quantity between 1 and 99),
        reserved_by uuid,
        created_at timestamptz not null default now(),
        updated_at timestamptz not null default now(),
        primary key (user_id, product_id)
      )`),
}
