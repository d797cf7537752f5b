// Which projections there are: the one that is read, the one that is being built, and those that may go.
import type { Migration } from '../../../shared/migrate.ts'

export const generations: Migration = {
  name: 'order-projector/001-generations',
  up: (db) =>
    db.raw(`
      create table generations (
        number int generated always as identity primary key,
        state text not null constraint generations_state
          check (state in ('building', 'live', 'old')),
        -- The name of those who read the stream for it. Nobody else ever had it: so they begin with the first event.
        reader uuid not null default gen_random_uuid(),
        requested_at timestamptz not null default now(),
        live_since timestamptz
      );
      create unique index generations_one_live on generations (state) where state = 'live';
      create unique index generations_one_building on generations (state) where state = 'building';

      -- Where each began in the stream, how far it has come, and how far it has to come before it may be read.
      create table positions (
        generation int not null references generations on delete cascade,
        topic text not null,
        partition int not null,
        first_offset bigint not null,
        next_offset bigint not null,
        target_offset bigint not null default 0,
        primary key (generation, topic, partition)
      )`),
}
