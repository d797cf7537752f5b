// Rows on their way from one database to another: as they are, a thousand at a time. They travel as JSON text, because
// a Date of JavaScript has no microseconds.
import type { Knex } from 'knex'

export type Move = {
  table: string
  /** With commas between. */
  columns: string
  /** What to read, in which order. */
  select: string
  /** What becomes of a row that is there already. */
  onConflict?: string
}

const batch = 1_000

/** Hands back how many. Errors: throws unless each of them has arrived. */
export async function moveRows(
  from: Knex.Transaction,
  to: Knex.Transaction,
  { table, columns, select, onConflict = '' }: Move,
): Promise<number> {
  const insert = `
    insert into ${table} (${columns}) overriding system value
    select ${columns} from jsonb_populate_recordset(null::${table}, ?::jsonb) ${onConflict}`
  let moved = 0
  for await (const rows of readRows(from, select)) {
    const { rowCount } = await to.raw<{ rowCount: number }>(insert, [`[${rows.join()}]`])
    moved += rowCount
  }
  const counted = await count(from, select)
  if (moved === counted) return moved
  throw new Error(`of ${counted} rows for ${table} only ${moved} have arrived`)
}

/** Each row as JSON text. One reader at a time. */
export async function* readRows(from: Knex.Transaction, select: string): AsyncGenerator<string[]> {
  await from.raw(
    `declare moving no scroll cursor for select row_to_json(source)::text as row from (${select}) as source`,
  )
  for (;;) {
    const { rows } = await from.raw<{ rows: { row: string }[] }>(`fetch ${batch} from moving`)
    if (rows.length === 0) break
    yield rows.map(({ row }) => row)
  }
  await from.raw('close moving')
}

async function count(from: Knex.Transaction, select: string): Promise<number> {
  const { rows } = await from.raw<{ rows: [{ count: number }] }>(
    `select count(*) as count from (${select}) as source`,
  )
  return rows[0].count
}
