// Databases on a server, each with the one role that may connect to it.
import { createHmac } from 'node:crypto'
import { Client, escapeIdentifier, escapeLiteral } from 'pg'
import type { DatabaseError, QueryResult } from 'pg'

/** Creates what is missing and hands back the role's URL of the database. Idempotent. */
export async function createDatabase(
  postgresUrl: string,
  name: string,
  role: string,
  template = 'template1',
) {
  const url = new URL(postgresUrl)
  // Made from the administrator's, so that it is the same next time without being stored.
  const password = createHmac('sha256', url.password).update(role).digest('hex').slice(0, 32)
  const [database, owner] = [escapeIdentifier(name), escapeIdentifier(role)]
  await asAdministrator(postgresUrl, async (run) => {
    await run(oneAtATime)
    await run(`create role ${owner}`).catch(unlessItExists)
    await run(`alter role ${owner} login password ${escapeLiteral(password)}`)
    await run(`${copySql(name, template)} owner ${owner}`).catch(unlessItExists)
    await run(`revoke connect on database ${database} from public`)
  })
  url.username = role
  url.password = password
  url.pathname = name
  return url.href
}

/** For nobody but the administrator. Waits a moment for whoever is about to leave the source. */
export const copyDatabase = (postgresUrl: string, source: string, name: string): Promise<void> =>
  asAdministrator(postgresUrl, async (run) => {
    await run(oneAtATime)
    await run(copySql(name, source)).catch(unlessItExists)
    await run(`revoke connect on database ${escapeIdentifier(name)} from public`)
  })

// Until this connection ends. Two runs may come at the same moment, and so may two processes of a run.
const oneAtATime = 'select pg_advisory_lock(20251)'

// By files: page by page through the log, which is the default, takes Postgres four times as long.
const copySql = (name: string, source: string) =>
  `create database ${escapeIdentifier(name)} template ${escapeIdentifier(source)} strategy file_copy`

export const databasesLike = (postgresUrl: string, prefix: string): Promise<string[]> =>
  asAdministrator(postgresUrl, async (run) => {
    const { rows } = await run(
      `select datname from pg_database where starts_with(datname, ${escapeLiteral(prefix)})`,
    )
    return rows.map(({ datname }) => String(datname))
  })

export const hasDatabase = (postgresUrl: string, name: string): Promise<boolean> =>
  asAdministrator(postgresUrl, async (run) => {
    const { rowCount } = await run(`select from pg_database where datname = ${escapeLiteral(name)}`)
    return rowCount === 1
  })

/** Drops it even while somebody is connected. */
export const dropDatabase = (postgresUrl: string, name: string): Promise<void> =>
  asAdministrator(postgresUrl, async (run) => {
    await run(`drop database if exists ${escapeIdentifier(name)} with (force)`)
  })

type Run = (sql: string) => Promise<QueryResult>

async function asAdministrator<T>(connectionString: string, work: (run: Run) => Promise<T>) {
  const client = new Client({ connectionString })
  await client.connect()
  try {
    return await work((sql) => client.query(sql))
  } finally {
    await client.end()
  }
}

function unlessItExists(error: DatabaseError) {
  if (error.code !== '42710' && error.code !== '42P04') throw error // duplicate role, duplicate database
}
