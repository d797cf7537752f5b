// That somebody has asked for the money back is known before the card processor is. Over a network that may come before
// the payment itself: then its row says so and nothing else, and refuses the payment that comes too late.
import type { Migration } from '../../../shared/migrate.ts'

export const askedRefunds: Migration = {
  name: 'payment/002-asked-refunds',
  up: (db) =>
    db.raw(`
      alter table payments
        add column refund_asked_at timestamptz,
        alter column amount_cents drop not null,
        alter column currency drop not null,
        alter column payment_method drop not null,
        add constraint payments_complete check (
          num_nulls(amount_cents, currency, payment_method) = 0
          or status = 'voided' and num_nonnulls(amount_cents, currency, payment_method) = 0
        )`),
}
