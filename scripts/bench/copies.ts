// The SQL that makes many finished orders of a few: what they left, once more under new ids. An id becomes the same new one
// in whichever table and database it stands, so that a copy is as whole as what it was made of. Pure.
/** Where ids stand in it: it is one or begins with one, or they are somewhere in a text. */
export type Ids = 'none' | 'first' | 'inside'
export type Column = { name: string; type: string; ids: Ids }
export type Table = { name: string; columns: Column[] }

/** Where the rows are that are copied, out of the services' sight. */
export const source = 'bench'
const id = '[0-9a-f]{8}(-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})'
/** There are as many products as before. */
const kept = ['product_id']

/** Of the tables that services write: without the columns that number themselves. */
export const columnsSql = `
  select c.relname as table, a.attname as name, format_type(a.atttypid, null) as type
  from pg_class c join pg_attribute a on a.attrelid = c.oid
  where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'
    and a.attnum > 0 and not a.attisdropped and a.attidentity = '' and a.attgenerated = ''
  order by c.relname, a.attnum`

/** Of a text. */
export const idsSql = (table: string, column: string) => `
  select case
    when bool_and(${quoted(column)} ~ '^${id}') then 'first'
    when bool_or(${quoted(column)} ~ '${id}') then 'inside'
    else 'none'
  end as ids from ${source}.${quoted(table)}`

/** Copies number `from` to `to`, of `all` that there will ever be: their ids are spread over all that are possible, and
 *  come in the order of the index, where a page is written once. */
export function copySql({ name, columns }: Table, from: number, to: number, all: number): string {
  const names = columns.map((column) => quoted(column.name)).join(', ')
  const step = Math.floor(2 ** 32 / (all + 1))
  return `insert into ${quoted(name)} (${names})
    select copied.* from generate_series(${from}::bigint, ${to}) copy,
      lateral (select lpad(to_hex(copy * ${step}), 8, '0') as prefix) named,
      lateral (select ${columns.map(copied).join(', ')} from ${source}.${quoted(name)}) copied`
}

function copied({ name, type, ids }: Column): string {
  const column = quoted(name)
  if (kept.includes(name)) return column
  if (type === 'uuid')
    return `overlay(${column}::text placing prefix from 1 for 8)::uuid as ${column}`
  if (ids === 'first') return `overlay(${column} placing prefix from 1 for 8) as ${column}`
  if (ids === 'none') return column
  return `regexp_replace(${column}, '${id}', prefix || '\\1', 'g') as ${column}`
}

export const quoted = (name: string) => `"${name}"`
