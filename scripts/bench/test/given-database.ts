// A database of its own for a spec, with these tables.
import { randomUUID } from 'node:crypto'
import { query } from '../../faults/query.ts'
import { createDatabase, dropDatabase } from '../../infra/databases.ts'

export async function givenDatabase(tables: string) {
  const administratorUrl = process.env['POSTGRES_URL']
  if (!administratorUrl) throw new Error('POSTGRES_URL is missing: run this by npm test')
  const name = `test_bench_${randomUUID()}`
  const url = await createDatabase(administratorUrl, name, 'test_bench')
  await query(url, tables)
  return {
    url,
    administratorUrl,
    [Symbol.asyncDispose]: () => dropDatabase(administratorUrl, name),
  }
}
