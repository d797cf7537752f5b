// Messages that nobody could handle, kept until somebody has looked at them. The same message of the same queue is one
// letter, however often it dies: the fingerprint is of its id and its body, since either alone may be anything.
import type { Migration } from '../../../shared/migrate.ts'

export const deadLetters: Migration = {
  name: 'order/003-dead-letters',
  up: (db) =>
    db.raw(`
      create table dead_letters (
        id uuid primary key,
        queue text not null,
        fingerprint text not null,
        message_id text not null,
        type text not null,
        body bytea not null,
        error_code text not null,
        error text not null,
        attempts int not null,
        deaths int not null default 1,
        status text not null default 'waiting'
          constraint dead_letters_status_known check (status in ('waiting', 'replayed', 'discarded')),
        died_at timestamptz not null default now(),
        replayed_at timestamptz,
        discarded_at timestamptz,
        discard_reason text,
        constraint dead_letters_message_key unique (queue, fingerprint)
      )`),
}
