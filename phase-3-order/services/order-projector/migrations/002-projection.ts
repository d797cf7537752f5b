// The projection: what happened to an order, and what became of it. Each generation has tables of its own, as
// partitions of these: they are built apart from each other, and one that is over is dropped, not deleted row by row.
import type { Migration } from '../../../shared/migrate.ts'

export const projection: Migration = {
  name: 'order-projector/002-projection',
  up: (db) =>
    db.raw(`
      -- An entry has the id of its event: so this is the inbox as well, and one that is never pruned.
      create table timeline_entries (
        generation int not null,
        event_id uuid not null,
        order_id uuid not null,
        sequence text collate "C" not null,
        at timestamptz not null,
        type text not null,
        detail text not null,
        primary key (generation, event_id)
      ) partition by list (generation);
      create index timeline_entries_by_order on timeline_entries (order_id, sequence);

      create table order_summaries (
        generation int not null,
        order_id uuid not null,
        user_id uuid not null,
        status text not null,
        total_cents bigint not null,
        currency text not null,
        placed_at timestamptz not null,
        updated_at timestamptz not null,
        -- Of the last event that was heard of it.
        sequence text collate "C" not null,
        primary key (generation, order_id)
      ) partition by list (generation);

      insert into generations (state, live_since) values ('live', now());
      create table timeline_entries_1 partition of timeline_entries for values in (1);
      create table order_summaries_1 partition of order_summaries for values in (1)`),
}
