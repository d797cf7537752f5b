// What becomes of an order is known to its saga from now on: which step it has reached, and when to look again.
import type { Migration } from '../../../shared/migrate.ts'

export const sagas: Migration = {
  name: 'order/002-sagas',
  up: (db) =>
    db.raw(`
      alter table orders drop constraint orders_unfinished_is_settled;
      alter table orders drop column settle_at;
      alter table orders drop column settle_attempts;
      alter table orders add column payment_method text;

      create table sagas (
        id uuid primary key,
        order_id uuid not null references orders,
        kind text not null constraint sagas_kind_known check (kind in ('checkout', 'cancellation')),
        state text not null constraint sagas_state_known
          check (state in ('running', 'compensating', 'completed', 'failed', 'cancelled')),
        step text not null,
        reason text,
        version int not null default 0,
        attempts int not null default 0,
        updated_at timestamptz not null default clock_timestamp(),
        created_at timestamptz not null default clock_timestamp(),
        due_at timestamptz,
        deadline_at timestamptz,
        constraint sagas_one_of_a_kind unique (order_id, kind),
        constraint sagas_unfinished_is_due check ((state in ('running', 'compensating')) = (due_at is not null))
      );
      create index sagas_due on sagas (due_at) where due_at is not null;

      create table saga_log (
        saga_id uuid not null references sagas,
        version int not null,
        at timestamptz not null default clock_timestamp(),
        input text not null,
        state text not null,
        step text not null,
        primary key (saga_id, version)
      )`),
}
