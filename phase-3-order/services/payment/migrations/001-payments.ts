// One payment per order: what is to be charged, and what became of it.
import type { Migration } from '../../../shared/migrate.ts'

export const payments: Migration = {
  name: 'payment/001-payments',
  up: (db) =>
    db.raw(`
      create table payments (
        order_id uuid primary key,
        amount_cents bigint not null constraint payments_amount_positive check (amount_cents > 0),
        currency text not null,
        payment_method text not null,
        status text not null constraint payments_status_known
          check (status in ('created', 'captured', 'declined', 'refunded', 'voided')),
        created_at timestamptz not null default now(),
        updated_at timestamptz not null default now()
      )`),
}
