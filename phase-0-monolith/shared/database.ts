// Opens the pool of one service's own database.
import knex, { type Knex } from 'knex'
import { type Client, types } from 'pg'
import type { Log } from './log.ts'

// int8 comes as a string, because it may not fit a double. Ours are cents and counts: they fit, or we stop.
types.setTypeParser(types.builtins.INT8, (text) => {
  const number = Number(text)
  if (!Number.isSafeInteger(number)) throw new RangeError(`${text} is too large for a number`)
  return number
})

// No statement waits for ever, no lock, and no transaction whose process has forgotten it.
const limits =
  '-c statement_timeout=10s -c lock_timeout=5s -c idle_in_transaction_session_timeout=15s'

// Nearly nothing waits in a table when a statement about it is planned, and mostly dead rows lie there when it runs. Who follows
// an index, entry by entry, marks each dead one and does not read it again; who reads all, or by a bitmap, always does.
const plans = '-c enable_seqscan=off -c enable_bitmapscan=off'

/** `name` is what pg_stat_activity shows. Without a log, what knex has to say of lost connections is dropped. `most`: so many
 *  connections at once; who comes when they are in use waits. Each is a process of Postgres', and a core has work for one or two. */
export const openDatabase = (url: string, name: string, log?: Log, most = 6): Knex =>
  knex({
    client: 'pg',
    connection: { connectionString: url, application_name: name, options: `${limits} ${plans}` },
    pool: { min: 0, max: most, afterCreate: prepareStatements },
    acquireConnectionTimeout: 10_000,
    log: { warn: (line) => log?.warn(line), error: (line) => log?.warn(line) },
  })

/** Postgres keeps what it has parsed and planned of a statement under the name that we give it: half the work of a short one. */
function prepareStatements(connection: Client, done: (error?: Error) => void) {
  const query = connection.query.bind(connection) as (config: Statement, heard: Heard) => unknown
  const prepared = (config: Statement, heard: Heard) =>
    query(named(config), (error, result) => {
      // A migration has changed what it hands back, and only a new connection forgets that: the pool drops one with an error.
      if (error?.code === '0A000') connection.emit('error', error)
      heard(error, result)
    })
  Object.assign(connection, { query: prepared })
  done()
}
type Statement = { text: string; values?: unknown[]; name?: string }
type Heard = (error: (Error & { code?: string }) | null, result: unknown) => void

const names = new Map<string, string>()
/** Some statements are as long as a list is, so there might be any number. */
const mostNames = 500

function named(statement: Statement): Statement {
  const { text, values = [] } = statement
  if (values.length === 0) return statement
  if (!names.has(text) && names.size < mostNames) names.set(text, `s${names.size + 1}`)
  const name = names.get(text)
  return name ? { ...statement, name } : statement
}

/** For a program that runs once: however much there is to do, its transaction takes as long as it takes. */
export const liftLimits = (trx: Knex.Transaction) =>
  trx.raw('set local statement_timeout = 0; set local idle_in_transaction_session_timeout = 0')

// Postgres' own codes for: no connection, too many of them, shutting down, deadlock, a limit above.
const passing = /^(08...|53...|57P0.|40001|40P01|55P03|57014)$/
const network = /^(ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN)$/

/** Whether the same statement may well succeed a moment later. */
export function isPassing(error: unknown): boolean {
  const { code = '', name, message } = error as { code?: string; name?: string; message?: string }
  if (name === 'KnexTimeoutError' || passing.test(code) || network.test(code)) return true
  return /Connection terminated|not queryable|cached plan must not change/.test(message ?? '')
}
