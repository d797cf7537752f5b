// What native and containerised Postgres have in common.
import { Client } from 'pg'

/** The rules of this locale are Postgres's own: names sort and compare alike on every machine and in every image. */
export const initdbOptions = [
  '--encoding=UTF8',
  '--locale=C',
  '--locale-provider=builtin',
  '--builtin-locale=C.UTF-8',
]
export const serverOptions = ['-c', 'max_connections=300']

/** Answers as the administrator, and closes the databases that every role could otherwise connect to. */
export async function closePostgres(url: string) {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 5000 })
  try {
    await client.connect()
    await client.query('revoke connect on database postgres, template1 from public')
  } finally {
    await client.end()
  }
}
