// Whether an order holds stock or has let go of it, a row for each; stock_holds has how much of what. The row of an
// order that let go stays, also if it never held anything: it refuses the hold that comes too late.
import type { Migration } from '../../../shared/migrate.ts'

export const holds: Migration = {
  name: 'product/003-holds',
  up: (db) =>
    db.raw(`
      create table holds (
        order_id uuid primary key,
        state text not null constraint holds_state_known check (state in ('held', 'released')),
        created_at timestamptz not null default now(),
        updated_at timestamptz not null default now()
      );

      insert into holds (order_id, state) select distinct order_id, state from stock_holds`),
}
