// What came and could not be read, for somebody to look at. The place in the stream is its name.
import type { Migration } from '../../../shared/migrate.ts'

export const poisonEvents: Migration = {
  name: 'order-projector/003-poison-events',
  up: (db) =>
    db.raw(`
      create table poison_events (
        topic text not null,
        partition int not null,
        kafka_offset bigint not null,
        key text,
        value text,
        reason text not null,
        received_at timestamptz not null default now(),
        primary key (topic, partition, kafka_offset)
      )`),
}
