// What time it is in the streams: what watermark.ts needs to know of each partition, and what it made of it.
import type { Migration } from '../../../shared/migrate.ts'

export const streamTimes: Migration = {
  name: 'analytics/002-stream-times',
  up: (db) =>
    db.raw(`
      create table partition_times (
        topic text not null,
        partition int not null,
        highest_event_at timestamptz,
        read_to_end_at timestamptz,
        primary key (topic, partition)
      );

      create table watermarks (
        topic text primary key,
        reached_at timestamptz not null
      )`),
}
