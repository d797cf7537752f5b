// The queue of what is to be charged: when somebody may try next. Whoever tries moves it on first, so another one has
// its turn if nobody comes back.
import type { Migration } from '../../../shared/migrate.ts'

export const dueCharges: Migration = {
  name: 'payment/003-due-charges',
  up: (db) =>
    db.raw(`
      alter table payments
        add column due_at timestamptz not null default clock_timestamp(),
        add column attempts int not null default 0;
      create index payments_due on payments (due_at) where status = 'created' and refund_asked_at is null`),
}
