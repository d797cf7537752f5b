// Databases on a server, each with the one role that may connect to it.
import { createHmac } from 'node:crypto'
import { Client, escapeIdentifier, escapeLiteral } from 'pg'
import type { DatabaseError } from 'pg'

/** Creates what is missing and hands back the role's URL of the database. Idempotent. */
export async function createDatabase(postgresUrl: string, name: string, role: string) {
  const url = new URL(postgresUrl)
  // Made from the administrator's, so that it is the same next time without being stored.
  const password = createHmac('sha256', url.password).update(role).digest('hex').slice(0, 32)
  const [database, owner] = [escapeIdentifier(name), escapeIdentifier(role)]
  await asAdministrator(postgresUrl, async (run) => {
    await run('select pg_advisory_lock(20251)') // two runs may come at the same moment
    await run(`create role ${owner}`).catch(unlessItExists)
    await run(`alter role ${owner} login password ${escapeLiteral(password)}`)
    await run(`create database ${database} owner ${owner}`).catch(unlessItExists)
    await run(`revoke connect on database ${database} from public`)
  })
  url.username = role
  url.password = password
  url.pathname = name
  return url.href
}

/** Drops it even while somebody is connected. */
export const dropDatabase = (postgresUrl: string, name: string) =>
  asAdministrator(postgresUrl, (run) =>
    run(`drop database if exists ${escapeIdentifier(name)} with (force)`),
  )

type Run = (sql: string) => Promise<unknown>

async function asAdministrator(connectionString: string, work: (run: Run) => Promise<unknown>) {
  const client = new Client({ connectionString })
  await client.connect()
  try {
    await work((sql) => client.query(sql))
  } finally {
    await client.end()
  }
}

function unlessItExists(error: DatabaseError) {
  if (error.code !== '42710' && error.code !== '42P04') throw error // duplicate role, duplicate database
}
