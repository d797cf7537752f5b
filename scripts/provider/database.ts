// Opens the pool of the processor's own database.
import knex, { type Knex } from 'knex'
import type { Logger } from 'pino'

export const openDatabase = (url: string, log?: Logger): Knex =>
  knex({
    client: 'pg',
    connection: {
      connectionString: url,
      application_name: 'provider',
      statement_timeout: 10_000,
      idle_in_transaction_session_timeout: 15_000,
    },
    pool: { min: 0, max: 10 },
    acquireConnectionTimeout: 10_000,
    log: { warn: (line) => log?.warn(line), error: (line) => log?.warn(line) },
  })
