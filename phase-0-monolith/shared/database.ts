// Opens the pool of one service's own database.
import knex, { type Knex } from 'knex'
import { types } from 'pg'

// int8 comes as a string, because it may not fit a double. Ours are cents and counts: they fit, or we stop.
types.setTypeParser(types.builtins.INT8, (text) => {
  const number = Number(text)
  if (!Number.isSafeInteger(number)) throw new RangeError(`${text} is too large for a number`)
  return number
})

// No statement waits for ever, no lock, and no transaction whose process has forgotten it.
const limits =
  '-c statement_timeout=10s -c lock_timeout=5s -c idle_in_transaction_session_timeout=15s'

/** `name` is what pg_stat_activity shows. */
export const openDatabase = (url: string, name: string, poolSize = 10): Knex =>
  knex({
    client: 'pg',
    connection: { connectionString: url, application_name: name, options: limits },
    pool: { min: 0, max: poolSize },
    acquireConnectionTimeout: 10_000,
  })
