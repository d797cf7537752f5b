// Statements for the databases of a shop, over connections that are kept for a while: specs ask often, and to open one
// costs more than most statements. They keep neither a process from its end nor a database from being dropped.
import { Pool } from 'pg'

const pools = new Map<string, Pool>()

export async function query(url: string, sql: string) {
  return (await poolOf(url).query<Record<string, unknown>>(sql)).rows
}

function poolOf(connectionString: string): Pool {
  const known = pools.get(connectionString)
  if (known) return known
  const pool = new Pool({ connectionString, max: 2, allowExitOnIdle: true })
  pool.on('error', () => {}) // the server has cut one that nobody used: the next statement gets another
  pools.set(connectionString, pool)
  return pool
}
