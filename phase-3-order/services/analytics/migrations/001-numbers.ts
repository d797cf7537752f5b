// What the reports are made of. Each table takes the events about one thing in any order and ends up the same.
import type { Migration } from '../../../shared/migrate.ts'

export const numbers: Migration = {
  name: 'analytics/001-numbers',
  up: (db) =>
    db.raw(`
      create table revenue_hours (
        hour timestamptz not null,
        currency text not null,
        orders bigint not null default 0,
        revenue_cents bigint not null default 0,
        refunded_cents bigint not null default 0,
        primary key (hour, currency)
      );

      create table sales (
        order_id uuid not null,
        line int not null,
        product_id uuid not null,
        name text not null,
        quantity bigint not null,
        sold_at timestamptz not null,
        primary key (order_id, line)
      );
      create index sales_by_time on sales (sold_at);

      -- The last order of each customer.
      create table checkouts (
        user_id uuid primary key,
        placed_at timestamptz not null
      );
      create index checkouts_by_time on checkouts (placed_at);

      -- The last that was heard of each cart. One that is empty stays: it tells a late event that it is over.
      create table carts (
        user_id uuid primary key,
        sequence text not null,
        item_count int not null,
        is_locked boolean not null,
        touched_at timestamptz not null
      );
      create index carts_filled on carts (touched_at) where item_count > 0`),
}
