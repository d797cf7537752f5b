// The tables of the card processor, and how an empty database gets them.
import type { Knex } from 'knex'

const migrations: Record<string, string> = {
  '001-charges-and-refunds': `
    create table charges (
      key text primary key,
      status text not null,
      amount_cents bigint, -- this and the next two are unknown in a tombstone
      currency text,
      payment_method text,
      attempts integer not null,
      due_at timestamptz,
      created_at timestamptz not null default now(),
      constraint charges_status_known check (status in ('running', 'captured', 'declined', 'voided')),
      constraint charges_amount_positive check (amount_cents > 0),
      constraint charges_known_once_asked check (
        attempts = 0 or (amount_cents is not null and currency is not null and payment_method is not null)
      )
    );
    create index charges_running on charges (due_at) where status = 'running';

    create table refunds (
      key text primary key,
      charge_key text not null references charges (key),
      asked_cents bigint not null,
      refunded_cents bigint not null,
      created_at timestamptz not null default now(),
      constraint refunds_asked_positive check (asked_cents > 0),
      constraint refunds_all_or_nothing check (refunded_cents in (0, asked_cents))
    );
    create index refunds_charge on refunds (charge_key);`,
}

const migrationSource: Knex.MigrationSource<string> = {
  getMigrations: async () => Object.keys(migrations),
  getMigrationName: (name) => name, // what the database remembers: never change it once released
  getMigration: async (name) => ({
    up: async (db) => void (await db.raw(migrations[name]!)),
    down: async () => {
      throw new Error(`${name} only goes forward`)
    },
  }),
}

/** The lock goes with its connection: a process that is killed on the way stops nobody else. */
export async function migrate(db: Knex): Promise<void> {
  await db.transaction(async (trx) => {
    await trx.raw(`select pg_advisory_xact_lock(hashtext('provider.migrate'))`)
    await db.migrate.latest({ migrationSource })
  })
}
