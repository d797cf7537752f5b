// Time passes at once: whoever waits for a moment that stands in a database finds that it has come. So nobody who died
// is waited for any longer, and whoever had to be patient may try again.
import type { Shop } from '../shop.ts'
import { query } from './query.ts'

/** Whichever tables have one. */
export async function passTime({ databaseUrls }: Pick<Shop, 'databaseUrls'>): Promise<void> {
  await Promise.all(Object.values(databaseUrls).map(passTimeIn))
}

/** SQL that makes all due that is to wait. Locked in the order of their keys, as those do who are at several of them
 *  meanwhile (deleteMessages in shared/outbox.ts): in any other order each might wait for the other. */
export const makeDue = (table: string, key = 'id', at = 'due_at') => `
  update ${table} set ${at} = clock_timestamp() where ${key} = any(array(
    select ${key} from ${table} where ${at} > clock_timestamp() order by ${key} for update
  ))`

const dueTables = new Map<string, { table: string; key: string }[]>()

async function passTimeIn(url: string) {
  if (!dueTables.has(url)) dueTables.set(url, await findDueTables(url))
  for (const { table, key } of dueTables.get(url)!) await query(url, makeDue(table, key))
}

async function findDueTables(url: string) {
  const rows = await query(
    url,
    `select indrelid::regclass::text as table, key.attname as key from pg_index
     join pg_attribute key on key.attrelid = indrelid and key.attnum = indkey[0]
     join pg_attribute due on due.attrelid = indrelid and due.attname = 'due_at'
     where indisprimary`,
  )
  return rows as { table: string; key: string }[]
}
