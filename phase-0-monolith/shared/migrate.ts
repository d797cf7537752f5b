// Brings a database to the newest schema. Any number of processes may try at once.
import type { Knex } from 'knex'
import { liftLimits } from './database.ts'

/** `name` is what the database remembers: never change it once released. */
export type Migration = { name: string; up(db: Knex): Promise<unknown> }

const source = (migrations: Migration[]): Knex.MigrationSource<Migration> => ({
  getMigrations: async () => migrations,
  getMigrationName: ({ name }) => name,
  getMigration: async ({ name, up }) => ({
    up: async (db) => {
      await liftLimits(db as Knex.Transaction) // one for all of them
      await up(db)
    },
    down: async () => {
      throw new Error(`${name} only goes forward`)
    },
  }),
})

/** The lock goes with its connection: a process that is killed on the way stops nobody else. */
export async function migrate(db: Knex, migrations: Migration[]): Promise<void> {
  await db.transaction(async (trx) => {
    await liftLimits(trx)
    await trx.raw(`select pg_advisory_xact_lock(hashtext('migrate'))`)
    await db.migrate.latest({ migrationSource: source(migrations) })
  })
}
