// Orders as they were placed, their story, and the keys that make a repeated checkout the same order.
import type { Migration } from '../../../shared/migrate.ts'

export const orders: Migration = {
  name: 'order/001-orders',
  up: (db) =>
    db.raw(`
      create table orders (
        id uuid primary key,
        user_id uuid not null,
        status text not null constraint orders_status_known
          check (status in ('pending', 'completed', 'failed', 'cancelling', 'cancelled')),
        failure_reason text constraint orders_failure_reason_known
          check (failure_reason in ('out_of_stock', 'payment_declined', 'cart_changed', 'timed_out')),
        total_cents bigint not null constraint orders_total_positive check (total_cents > 0),
        currency text not null,
        placed_at timestamptz not null default now(),
        updated_at timestamptz not null default now(),
        settle_at timestamptz,
        settle_attempts int not null default 0,
        constraint orders_unfinished_is_settled check
          ((status in ('pending', 'cancelling')) = (settle_at is not null))
      );

      create table order_lines (
        order_id uuid not null references orders,
        product_id uuid not null,
        name text collate "und-x-icu" not null,
        quantity int not null constraint order_lines_quantity_positive check (quantity > 0),
        unit_price_cents int not null,
        primary key (order_id, product_id)
      );

      create table order_history (
        id bigint generated always as identity primary key,
        order_id uuid not null references orders,
        at timestamptz not null default clock_timestamp(),
        type text not null,
        detail text not null
      );

      create table idempotency_keys (
        user_id uuid not null,
        key text not null,
        fingerprint text not null,
        order_id uuid not null references orders deferrable initially deferred,
        primary key (user_id, key)
      )`),
}
