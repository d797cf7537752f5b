// Makes work slow for as long as a spec wants: whoever writes to the table waits.
import { Client } from 'pg'
import { until } from '../../scripts/until.ts'

export async function lockTable(databaseUrl: string, table: string) {
  const client = new Client({ connectionString: databaseUrl })
  await client.connect()
  await client.query('begin')
  await client.query(`lock table ${table} in exclusive mode`)

  async function countWaiting(): Promise<number> {
    const { rows } = await client.query(
      'select count(*)::int as waiting from pg_locks where not granted and relation = $1::regclass',
      [table],
    )
    return rows[0].waiting
  }

  return {
    untilWaiting: (many: number) =>
      until(`${many} wait for ${table}`, countWaiting, (waiting) => waiting >= many),
    release: () => client.end(),
    [Symbol.asyncDispose]: () => client.end(),
  }
}
