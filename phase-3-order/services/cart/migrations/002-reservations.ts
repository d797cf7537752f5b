// How far the reservation of each order has come. One that is over stays: it tells a late repeat that there is
// nothing left to reserve.
import type { Migration } from '../../../shared/migrate.ts'

export const reservations: Migration = {
  name: 'cart/002-reservations',
  up: (db) =>
    db.raw(`
      create table reservations (
        order_id uuid primary key,
        state text not null constraint reservations_state_known check (state in ('reserved', 'released', 'cleared')),
        created_at timestamptz not null default now(),
        updated_at timestamptz not null default now()
      );

      create index cart_lines_reserved_by on cart_lines (reserved_by) where reserved_by is not null`),
}
