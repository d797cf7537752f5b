// One statement over a connection of its own.
import { Client } from 'pg'

export async function query(url: string, sql: string) {
  const client = new Client({ connectionString: url })
  try {
    await client.connect()
    return (await client.query<Record<string, unknown>>(sql)).rows
  } finally {
    await client.end()
  }
}
