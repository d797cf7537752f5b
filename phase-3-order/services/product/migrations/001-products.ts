// The catalogue and what is in stock.
import type { Migration } from '../../../shared/migrate.ts'

// The collation is the same on every machine: É finds é, and names have one order.
export const products: Migration = {
  name: 'product/001-products',
  up: (db) =>
    db.raw(`
      create table categories (
        slug text primary key,
        name text collate "und-x-icu" not null
      );

      create table products (
        id uuid primary key,
        name text collate "und-x-icu" not null,
        description text collate "und-x-icu" not null,
        category text not null constraint products_category references categories,
        price_cents bigint not null constraint products_price_positive check (price_cents > 0),
        currency text not null,
        stock int not null constraint products_stock_not_negative check (stock >= 0)
      )`),
}
