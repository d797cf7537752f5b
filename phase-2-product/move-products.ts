// One-shot, when phase 1 has been stopped and the migrations are done, before the first start: takes the catalogue, its
// stock and what orders hold of it from ecommercedb to productdb. The only program that ever sees both. Harmless when
// run again, or with nothing to move.
import type { Knex } from 'knex'
import { liftLimits, openDatabase } from './shared/database.ts'
import { envReader } from './shared/env.ts'
import { runOnce } from './shared/run.ts'

type Row = Record<string, string | number>

/** Those that others point at come first. */
const tables = [
  { name: 'categories', key: ['slug'] },
  { name: 'products', key: ['id'] },
  { name: 'stock_holds', key: ['order_id', 'product_id'] },
]
type Table = (typeof tables)[number]
const batch = 1_000

/** Hands back how many rows were moved. Killed on any line, it has moved all or nothing: the lock keeps everybody from
 *  the old tables until they are gone, and productdb remembers the move in the transaction that makes it. */
export const moveProducts = (from: Knex, to: Knex): Promise<number> =>
  from.transaction(async (old) => {
    await liftLimits(old)
    await old.raw(`select pg_advisory_xact_lock(hashtext('move-products'))`) // one at a time
    if (!(await old.schema.hasTable('products'))) return 0
    await old.raw('lock table categories, products, stock_holds in access exclusive mode')
    const moved = await to.transaction((trx) => copyOnce(old, trx))
    await old.raw('drop table stock_holds, products, categories')
    return moved
  })

async function copyOnce(old: Knex.Transaction, trx: Knex.Transaction): Promise<number> {
  await liftLimits(trx)
  if (await trx.schema.hasTable('products_moved')) return 0 // it died after this commit: only the drop was left
  await trx.raw('create table products_moved (at timestamptz not null default now())')
  let copied = 0
  for (const table of tables) copied += await copy(old, trx, table)
  await trx.raw(
    `insert into holds (order_id, state) select distinct order_id, state from stock_holds`,
  )
  return copied
}

async function copy(old: Knex.Transaction, trx: Knex.Transaction, table: Table): Promise<number> {
  let copied = 0
  for (let rows = await rowsAfter(old, table); rows.length > 0;) {
    // A product that is there already was only seeded: nobody has sold of it yet.
    await trx(table.name).insert(rows).onConflict(table.key).merge()
    copied += rows.length
    rows = await rowsAfter(old, table, rows.at(-1))
  }
  return copied
}

function rowsAfter(old: Knex.Transaction, { name, key }: Table, last?: Row): Promise<Row[]> {
  const rows = old<Row>(name).orderBy(key).limit(batch)
  const [columns, values] = [key.map(() => '??').join(), key.map(() => '?').join()]
  if (last) {
    void rows.whereRaw(`(${columns}) > (${values})`, [
      ...key,
      ...key.map((column) => last[column]!),
    ])
  }
  return rows
}

if (import.meta.main) {
  await runOnce(async () => {
    const { url, check } = envReader(process.env)
    const protocols = ['postgres:', 'postgresql:']
    const fromUrl = url('ECOMMERCE_DATABASE_URL', protocols)
    const toUrl = url('PRODUCT_DATABASE_URL', protocols)
    check()
    const [from, to] = [
      openDatabase(fromUrl, 'move-products'),
      openDatabase(toUrl, 'move-products'),
    ]
    try {
      console.log(`${await moveProducts(from, to)} rows of the catalogue moved`)
    } finally {
      await Promise.all([from.destroy(), to.destroy()])
    }
  })
}
