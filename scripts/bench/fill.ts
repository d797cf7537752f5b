// A shop with many finished orders, without waiting for them: what a few have left is copied, in the databases themselves.
import { statfs } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname } from 'node:path'
import { Client } from 'pg'
import { untilNothingWaits } from '../faults/waiting.ts'
import { sum } from './arithmetic.ts'
import { columnsSql, copySql, type Ids, idsSql, quoted, source, type Table } from './copies.ts'

type Database = { url: string; before: Map<string, number>; tables: Table[] }
export type Filler = Awaited<ReturnType<typeof makeFiller>>

const atOnce = 3
const gigabyte = 1024 ** 3
/** Postgres keeps so much of its log, and sorts while it cleans. */
const logBytes = 2 * gigabyte

/** Of a shop without orders. Its databases are written as the administrator: what refers to what is copied as it is, and
 *  needs no check. */
export async function makeFiller(postgresUrl: string, databaseUrls: string[]) {
  const databases: Database[] = []
  for (const one of databaseUrls) {
    const url = Object.assign(new URL(postgresUrl), { pathname: new URL(one).pathname }).href
    databases.push({ url, before: await within(url, keepRows), tables: [] })
  }
  const each = <T>(work: (client: Client, database: Database) => Promise<T>) =>
    Promise.all(databases.map((one) => within(one.url, (client) => work(client, one))))
  let orders = 0
  let copies = 0

  /** Remembers what has come since: so many orders have left it. A message that waits to be sent would be copied, and then sent, a
   *  thousand times. */
  async function remember(count: number): Promise<void> {
    orders = count
    await each(async (client, database) => {
      await untilNothingWaits(database.url)
      const now = await countRows(client)
      const isOfOrders = (name: string) => now.get(name)! - database.before.get(name)! >= count / 2
      const tables = await readTables(client)
      database.tables = tables.filter(({ name }) => isOfOrders(name))
      for (const { name } of database.tables) await client.query(rememberSql(name))
      await readIds(client, database.tables)
    })
  }

  /** On the disk, with indexes. */
  async function bytesPerOrder(): Promise<number> {
    const bytes = await each((client, { tables }) => bytesOf(client, tables))
    return sum(bytes) / (orders * (copies + 1))
  }

  /** Until there are so many orders, or the time is over; hands back how many there are. */
  async function fillTo(many: number, { of, withinMs, report }: FillOptions): Promise<number> {
    const deadline = performance.now() + withinMs
    const all = Math.floor(of / orders) - 1
    const last = Math.floor(many / orders) - 1
    const portion = Math.max(1, Math.ceil(last / 20))
    while (copies < last && performance.now() < deadline) {
      report(`${orders * (copies + 1)} orders in the tables, filling`)
      const to = Math.min(last, copies + portion)
      const works = databases.flatMap(({ url, tables }) =>
        tables.map((table) => ({ url, sql: copySql(table, copies + 1, to, all) })),
      )
      await side(works, ({ url, sql }) =>
        within(url, async (client) => {
          await client.query(`set session_replication_role = replica; set synchronous_commit = off`)
          await client.query(sql)
        }),
      )
      copies = to
    }
    report('cleaning the tables')
    await tidy()
    return orders * (copies + 1)
  }
  type FillOptions = { of: number; withinMs: number; report(line: string): void }

  /** So that what Postgres does about new rows, sooner or later, is not in what comes next. */
  async function tidy() {
    const works = databases.flatMap(({ url, tables }) => tables.map(({ name }) => ({ url, name })))
    await side(works, ({ url, name }) =>
      within(url, (client) => client.query(`vacuum (analyze) ${quoted(name)}`)),
    )
    await within(postgresUrl, (client) => client.query('checkpoint'))
  }

  return { remember, fillTo, bytesPerOrder }
}

/** What there is before any order. */
async function keepRows(client: Client): Promise<Map<string, number>> {
  await client.query(`create schema ${source}`)
  for (const { name } of await readTables(client)) {
    await client.query(`create table ${source}.${quoted(name)} as table ${quoted(name)}`)
  }
  return countRows(client)
}

/** What has come since. Postgres is not to clean up while the table is filled. */
const rememberSql = (name: string) => `
  create temp table came as table ${quoted(name)} except table ${source}.${quoted(name)};
  truncate ${source}.${quoted(name)};
  insert into ${source}.${quoted(name)} table came;
  drop table came;
  alter table ${quoted(name)} set (autovacuum_enabled = off)`

async function countRows(client: Client): Promise<Map<string, number>> {
  const counts = new Map<string, number>()
  for (const { name } of await readTables(client)) {
    const { rows } = await client.query<{ many: number }>(
      `select count(*)::int as many from ${quoted(name)}`,
    )
    counts.set(name, rows[0]!.many)
  }
  return counts
}

async function readTables(client: Client): Promise<Table[]> {
  const { rows } = await client.query<{ table: string; name: string; type: string }>(columnsSql)
  return [...Map.groupBy(rows, ({ table }) => table)].map(([table, columns]) => ({
    name: table,
    columns: columns.map(({ name, type }) => ({ name, type, ids: 'none' })),
  }))
}

async function readIds(client: Client, tables: Table[]): Promise<void> {
  for (const { name, columns } of tables) {
    for (const column of columns.filter(({ type }) => type === 'text')) {
      const { rows } = await client.query<{ ids: Ids }>(idsSql(name, column.name))
      column.ids = rows[0]!.ids
    }
  }
}

async function bytesOf(client: Client, tables: Table[]): Promise<number> {
  let bytes = 0
  for (const { name } of tables) {
    const { rows } = await client.query<{ size: string }>(
      `select pg_total_relation_size('${quoted(name)}') as size`,
    )
    bytes += Number(rows[0]!.size)
  }
  return bytes
}

/** Undefined: there is room, or Postgres keeps its data where nobody here can look. */
export async function whyNoRoom(postgresUrl: string, bytes: number): Promise<string | undefined> {
  const needed = bytes + logBytes
  const data = await within(postgresUrl, async (client) => {
    const { rows } = await client.query<{ setting: string }>(
      `select setting from pg_settings where name = 'data_directory'`,
    )
    return rows[0]!.setting
  })
  const system = await statfs(dirname(data)).catch(() => statfs(tmpdir()))
  const free = system.bavail * system.bsize
  const inGigabytes = (number: number) => (number / gigabyte).toFixed(1)
  if (free > needed) return undefined
  return `needs ${inGigabytes(needed)} GB of disk, ${inGigabytes(free)} are free`
}

async function within<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

/** A few at once. */
async function side<T>(works: T[], work: (one: T) => Promise<unknown>) {
  const queue = [...works]
  async function next() {
    for (let one = queue.shift(); one; one = queue.shift()) await work(one)
  }
  await Promise.all(Array.from({ length: atOnce }, next))
}
