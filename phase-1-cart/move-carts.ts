// One-shot, when phase 0 has been stopped and the migrations are done, before the first start: takes the carts from
// ecommercedb to cartdb. The only program that ever sees both. Harmless when run again, or with nothing to move.
import type { Knex } from 'knex'
import { liftLimits, openDatabase } from './shared/database.ts'
import { envReader } from './shared/env.ts'
import { runOnce } from './shared/run.ts'

type Line = { user_id: string; product_id: string }
const batch = 1_000

/** Hands back how many lines were moved. Killed on any line, it has moved all or nothing: the lock keeps everybody
 *  from the old table until it is gone, and cartdb remembers the move in the transaction that makes it. */
export const moveCarts = (from: Knex, to: Knex): Promise<number> =>
  from.transaction(async (old) => {
    await liftLimits(old)
    await old.raw(`select pg_advisory_xact_lock(hashtext('move-carts'))`) // one at a time
    if (!(await old.schema.hasTable('cart_lines'))) return 0
    await old.raw('lock table cart_lines in access exclusive mode')
    const moved = await to.transaction((trx) => copyOnce(old, trx))
    await old.schema.dropTable('cart_lines')
    return moved
  })

async function copyOnce(old: Knex.Transaction, trx: Knex.Transaction): Promise<number> {
  await liftLimits(trx)
  if (await trx.schema.hasTable('carts_moved')) return 0 // it died after this commit: only the drop was left
  await trx.raw('create table carts_moved (at timestamptz not null default now())')
  let copied = 0
  for (let lines = await linesAfter(old); lines.length > 0;) {
    // A line that is there already was put there later: it is what the customer wants.
    await trx('cart_lines').insert(lines).onConflict(['user_id', 'product_id']).ignore()
    copied += lines.length
    lines = await linesAfter(old, lines.at(-1))
  }
  return copied
}

function linesAfter(old: Knex.Transaction, last?: Line): Promise<Line[]> {
  const lines = old<Line>('cart_lines').orderBy(['user_id', 'product_id']).limit(batch)
  if (last) void lines.whereRaw('(user_id, product_id) > (?, ?)', [last.user_id, last.product_id])
  return lines
}

if (import.meta.main) {
  await runOnce(async () => {
    const { url, check } = envReader(process.env)
    const protocols = ['postgres:', 'postgresql:']
    const fromUrl = url('ECOMMERCE_DATABASE_URL', protocols)
    const toUrl = url('CART_DATABASE_URL', protocols)
    check()
    const [from, to] = [openDatabase(fromUrl, 'move-carts'), openDatabase(toUrl, 'move-carts')]
    try {
      console.log(`${await moveCarts(from, to)} cart lines moved`)
    } finally {
      await Promise.all([from.destroy(), to.destroy()])
    }
  })
}
