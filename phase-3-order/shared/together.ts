// One statement of several parts, where a transaction would be several statements: they commit together all the same, and
// there is one way to the database and back instead of one for each. A part is a CTE. All of them see what was there
// before the statement, and of each other only what is handed back (https://www.postgresql.org/docs/current/queries-with.html).
import type { Knex } from 'knex'

export type Part = { sql: string; values: unknown[] }

/** SQL with values in it; a part in it stays SQL. */
export function part(texts: TemplateStringsArray, ...holes: unknown[]): Part {
  const filled = holes.map((hole) => (isPart(hole) ? hole : { sql: '?', values: [hole] }))
  return {
    sql: texts.reduce((sql, text, at) => sql + filled[at - 1]!.sql + text),
    values: filled.flatMap(({ values }) => values),
  }
}

/** Each part by its name, those that it reads from before it. Hands back the rows that `answer` selects. */
export async function together<Row>(
  db: Knex,
  parts: Record<string, Part>,
  answer: string,
): Promise<Row[]> {
  const named = Object.entries(parts).map(([name, { sql }]) => `${name} as (${sql})`)
  const values = Object.values(parts).flatMap((one) => one.values) as Knex.RawBinding[]
  const { rows } = await db.raw<{ rows: Row[] }>(`with ${named.join(', ')} ${answer}`, values)
  return rows
}

const isPart = (hole: unknown): hole is Part =>
  typeof hole === 'object' && hole !== null && 'sql' in hole && 'values' in hole
