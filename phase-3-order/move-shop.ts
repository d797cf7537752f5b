// One-shot, when phase 2 has been stopped and the migrations are done, before the first start: takes what is left in
// ecommercedb to those who own it now: accounts, orders and payments, and what was still to be told of them. The only
// program that ever sees all of these databases. Harmless when run again, or with nothing to move.
import type { Knex } from 'knex'
import { v7 as uuidv7 } from 'uuid'
import { topics } from './contracts/events.ts'
import { newCommand } from './contracts/message-outbox.ts'
import type { CommandType } from './contracts/messages.ts'
import { cartCommands } from './contracts/queues.ts'
import { type Move, moveRows, readRows } from './move-rows.ts'
import { sagaOf, type Unfinished } from './move-sagas.ts'
import {
  finishedSagas,
  lastWritten,
  oldTables,
  toAuth,
  toOrder,
  toPayment,
  unfinished,
} from './move-tables.ts'
import { patienceOf } from './services/order/saga.ts'
import { insertSaga } from './services/order/saga-store.ts'
import { makeProduct } from './services/product/product.ts'
import { liftLimits, openDatabase } from './shared/database.ts'
import { envReader } from './shared/env.ts'
import { insertMessage } from './shared/outbox.ts'
import { runOnce } from './shared/run.ts'

export type Owners = { auth: Knex; order: Knex; payment: Knex; product: Knex }
type Told = { destination: string; key: string; type: string }

const commands: Record<string, CommandType> = {
  'cart.clear': 'clear.cart',
  'cart.release': 'release.items',
}

/** Hands back how many rows were moved. Killed on any line and run again, it has moved all of them once: the lock keeps
 *  everybody from the old tables until they are gone, and each owner remembers the move in the transaction that makes it. */
export const moveShop = (old: Knex, to: Owners): Promise<number> =>
  old.transaction(async (from) => {
    await liftLimits(from)
    await from.raw(`select pg_advisory_xact_lock(hashtext('move-shop'))`) // one at a time
    if (!(await from.schema.hasTable('orders'))) return 0
    await refuseOlder(from)
    await from.raw(`lock table ${oldTables} in access exclusive mode`)
    let moved = await once(from, to.auth, (trx) => moveAccounts(from, trx))
    moved += await once(from, to.payment, (trx) => moveRows(from, trx, toPayment))
    moved += await once(from, to.order, (trx) => moveOrders(from, trx))
    await giveStockBack(from, to.product)
    await from.raw(`drop table ${oldTables}`)
    return moved
  })

/** Nothing when it died after this commit. */
const once = (
  from: Knex.Transaction,
  to: Knex,
  move: (trx: Knex.Transaction) => Promise<number>,
): Promise<number> =>
  to.transaction(async (trx) => {
    await liftLimits(trx)
    if (await trx.schema.hasTable('shop_moved')) {
      await refuseNewer(from, trx)
      return 0
    }
    await trx.raw('create table shop_moved (at timestamptz not null)')
    // By the clock of the old shop, while nobody else can write there.
    const { rows } = await from.raw<{ rows: [{ at: string }] }>(
      'select clock_timestamp()::text as at',
    )
    await trx('shop_moved').insert(rows[0])
    return move(trx)
  })

/** Somebody has opened the old shop again before all of it was moved: what it did since then would be dropped. */
async function refuseNewer(from: Knex.Transaction, trx: Knex.Transaction) {
  const { rows } = await from.raw<{ rows: [{ at: string | null }] }>(lastWritten)
  const newer = await trx('shop_moved').where('at', '<', rows[0].at).first()
  if (!newer) return
  throw new Error(
    `ecommercedb was written to at ${rows[0].at}, after a part of it had been moved. Nothing is lost: ` +
      'make authdb, paymentdb and orderdb anew, and move again',
  )
}

async function refuseOlder(from: Knex.Transaction) {
  for (const table of ['cart_lines', 'products']) {
    if (!(await from.schema.hasTable(table))) continue
    throw new Error(`ecommercedb has ${table} still: it is older than phase 2, which comes first`)
  }
  const [unknown] = await from('outbox')
    .whereNotIn('destination', [topics.orders, 'cart', 'product'])
    .limit(1)
  if (unknown) throw new Error(`nobody knows who ${unknown.destination} in the outbox is`)
}

async function moveAccounts(from: Knex.Transaction, trx: Knex.Transaction): Promise<number> {
  await trx('signing_keys').delete() // nobody has a token that was signed with it
  return moveAll(from, trx, toAuth)
}

async function moveOrders(from: Knex.Transaction, trx: Knex.Transaction): Promise<number> {
  if (await trx('orders').first()) {
    throw new Error('orderdb has orders of its own: two shops do not become one')
  }
  const moved = await moveAll(from, trx, toOrder)
  for (const table of ['order_history', 'outbox']) await continueIds(from, trx, table)
  await beginSagas(from, trx)
  const toCart = await readOutbox(from, 'cart')
  for (const { key: orderId, type } of toCart) {
    await insertMessage(trx, newCommand(cartCommands, commands[type]!, { orderId }))
  }
  return moved + toCart.length
}

async function moveAll(from: Knex.Transaction, trx: Knex.Transaction, moves: Move[]) {
  let moved = 0
  for (const move of moves) moved += await moveRows(from, trx, move)
  return moved
}

/** Also after ids of rows that are gone: whoever has heard of an event takes one with a lower number for an older one. */
async function continueIds(from: Knex.Transaction, trx: Knex.Transaction, table: string) {
  const { rows } = await from.raw<{ rows: [{ last_value: number }] }>(
    `select last_value from ${table}_id_seq`,
  )
  await trx.raw(`select setval('${table}_id_seq', ?)`, [rows[0].last_value])
}

async function beginSagas(from: Knex.Transaction, trx: Knex.Transaction) {
  await trx.raw(finishedSagas)
  for await (const rows of readRows(from, unfinished)) {
    for (const row of rows) {
      const order = JSON.parse(row) as Unfinished
      const saga = sagaOf(order)
      const id = saga.kind === 'checkout' ? order.id : uuidv7()
      const wait = { dueInMs: 0, patienceMs: patienceOf(saga) }
      await insertSaga(trx, { id, orderId: order.id, ...saga }, wait)
    }
  }
  const [forgotten] = await trx('orders')
    .whereNotExists(trx('sagas').whereRaw('order_id = orders.id'))
    .limit(1)
  if (forgotten) throw new Error(`order ${forgotten.id} has no saga`)
}

/** What was promised to product-service is done at once: there is nobody left to deliver it. */
async function giveStockBack(from: Knex.Transaction, product: Knex) {
  const { releaseStock } = makeProduct({ db: product })
  for (const { key: orderId } of await readOutbox(from, 'product')) await releaseStock(orderId)
}

const readOutbox = (from: Knex.Transaction, destination: string): Promise<Told[]> =>
  from<Told & { id: number }>('outbox').where({ destination }).orderBy('id')

if (import.meta.main) {
  await runOnce(async () => {
    const { url, check } = envReader(process.env)
    const protocols = ['postgres:', 'postgresql:']
    const oldUrl = url('ECOMMERCE_DATABASE_URL', protocols)
    const urls = {
      auth: url('AUTH_DATABASE_URL', protocols),
      order: url('ORDER_DATABASE_URL', protocols),
      payment: url('PAYMENT_DATABASE_URL', protocols),
      product: url('PRODUCT_DATABASE_URL', protocols),
    }
    check()
    await using opened = new AsyncDisposableStack()
    const open = (databaseUrl: string) => {
      const db = openDatabase(databaseUrl, 'move-shop')
      opened.defer(() => db.destroy())
      return db
    }
    const old = open(oldUrl)
    const { auth, order, payment, product } = urls
    const to = {
      auth: open(auth),
      order: open(order),
      payment: open(payment),
      product: open(product),
    }
    console.log(`${await moveShop(old, to)} rows moved`)
  })
}
