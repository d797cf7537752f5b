// Time passes at once: whoever waits for a moment that stands in a database finds that it has come. So nobody who died
// is waited for any longer, and whoever had to be patient may try again.
import type { Shop } from '../shop.ts'
import { query } from './query.ts'

/** Whichever tables have one. */
export async function passTime({ databaseUrls }: Pick<Shop, 'databaseUrls'>): Promise<void> {
  await Promise.all(Object.values(databaseUrls).map(passTimeIn))
}

const dueTables = new Map<string, string[]>()

async function passTimeIn(url: string) {
  if (!dueTables.has(url)) dueTables.set(url, await findDueTables(url))
  for (const table of dueTables.get(url)!) {
    await query(
      url,
      `update ${table} set due_at = clock_timestamp() where due_at > clock_timestamp()`,
    )
  }
}

async function findDueTables(url: string): Promise<string[]> {
  const rows = await query(
    url,
    `select table_name from information_schema.columns
     where table_schema = 'public' and column_name = 'due_at'`,
  )
  return rows.map((row) => String(row['table_name']))
}
