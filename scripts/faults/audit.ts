// The second law, checked from outside: nothing is lost or invented, whatever crashed meanwhile.
import assert from 'node:assert/strict'
import { isDeepStrictEqual } from 'node:util'
import { query } from './query.ts'
import type { Shop } from '../shop.ts'
import { until } from '../until.ts'
import type { Crowd, Customer, Money, Order } from './crowd.ts'
import { untilNothingWaits } from './waiting.ts'

type LedgerEntry = { key: string; capturedCents: number; refundedCents: number }
type Audited = Pick<Shop, 'providerAddress' | 'databaseUrls'>

/** What was sold before the crowd came. */
export type Past = { held: Map<string, string[]>; kept: Map<string, number>; money: Money }
const nothing: Past = {
  held: new Map(),
  kept: new Map(),
  money: { orders: 0, revenueCents: 0, refundedCents: 0 },
}

/** For a crowd in a shop that others have been in: read when it has come, and has bought nothing yet. Nothing may be
 *  under way any more. */
export async function readPast(crowd: Crowd, shop: Audited): Promise<Past> {
  const held = new Map<string, string[]>()
  for (const holder of await findHolders(shop)) held.set(holder.table, await readHeld(holder))
  return { held, kept: await readKept(shop), money: await crowd.reportedMoney() }
}

/** Holds the shop against what its customers were told and what the card processor's ledger says.
 *  Nobody but the crowd may have bought anything since the past was read. Every order must be final. */
export async function audit(crowd: Crowd, shop: Audited, past = nothing): Promise<void> {
  const orders: Order[] = []
  const paid: Order[] = []
  for (const customer of crowd.customers) {
    const { items } = await crowd.listOrders(customer)
    assert.ok(items.length <= 1, 'a customer has two orders of one checkout')
    assert.equal(items[0]?.id, customer.order?.id, 'a customer was told of another order')
    await crowd.untilFree(customer)
    orders.push(...items)
    for (const order of items) if (await wasPaid(crowd, customer, order)) paid.push(order)
  }
  await checkStock(crowd, orders)
  await checkHolds(shop, orders, past)
  await checkMoney(shop, orders, past)
  await checkReports(crowd, paid, past)
  await checkWaiting(shop)
}

/** As its story has it, which must be one: it was placed once, and ended once, but for what was taken back later. */
async function wasPaid(crowd: Crowd, customer: Customer, order: Order): Promise<boolean> {
  const story = await crowd.untilTold(customer, order)
  assert.equal(story[0], 'order.placed', story.join())
  assert.equal(new Set(story).size, story.length, `told twice: ${story.join()}`)
  const isPaid = story.includes('order.completed')
  assert.ok(!isPaid || !story.includes('order.failed'), story.join())
  return isPaid
}

async function checkStock(crowd: Crowd, orders: Order[]) {
  const sold = new Map<string, number>()
  for (const { items } of orders.filter(isCompleted)) {
    for (const { productId, quantity } of items) {
      sold.set(productId, (sold.get(productId) ?? 0) + quantity)
    }
  }
  const due = crowd.stockBefore.map(({ id, stock }) => ({ id, stock: stock - (sold.get(id) ?? 0) }))
  // What is given back may be on its way.
  async function wrong() {
    const stocks = new Map((await crowd.listProducts()).map(({ id, stock }) => [id, stock]))
    return due.filter(({ id, stock }) => stocks.get(id) !== stock)
  }
  await until('the stock is what nobody has bought', wrong, isNone)
}

/** What an order holds is what it has bought, whatever else the stock says. */
async function checkHolds(shop: Audited, orders: Order[], past: Past) {
  const holders = await findHolders(shop)
  assert.ok(holders.length > 0, 'nobody knows what is held')
  const bought = orders.filter(isCompleted).map(({ id }) => id)
  for (const holder of holders) {
    const due = [...bought, ...(past.held.get(holder.table) ?? [])].toSorted()
    const isDue = (ids: string[]) => isDeepStrictEqual(ids, due)
    await until(
      `${holder.table} has what was bought, and nothing else`,
      () => readHeld(holder),
      isDue,
    )
  }
}

type Holder = { url: string; table: string }

async function readHeld({ url, table }: Holder) {
  const held = `select distinct order_id::text as id from ${table} where state = 'held'`
  return (await query(url, held)).map(({ id }) => String(id)).toSorted()
}

/** Whichever databases have them. */
async function findHolders({ databaseUrls }: Audited): Promise<Holder[]> {
  const there = `select relname::text as table from pg_class
    where oid in (to_regclass('stock_holds'), to_regclass('holds'))`
  const found = Object.values(databaseUrls).map(async (url) =>
    (await query(url, there)).map(({ table }) => ({ url, table: String(table) })),
  )
  return (await Promise.all(found)).flat()
}

async function checkMoney(shop: Audited, orders: Order[], past: Past) {
  const kept = await readKept(shop)
  for (const order of orders) {
    const owed = isCompleted(order) ? order.totalCents : 0
    assert.equal(kept.get(order.id) ?? 0, owed, `money for the ${order.status} order ${order.id}`)
    kept.delete(order.id)
  }
  for (const key of new Set([...kept.keys(), ...past.kept.keys()])) {
    const before = past.kept.get(key) ?? 0
    assert.equal(kept.get(key) ?? 0, before, `money without an order: ${key}`)
  }
}

/** By its key, what was taken and not given back. */
async function readKept({ providerAddress }: Audited): Promise<Map<string, number>> {
  const response = await fetch(`${providerAddress}/ledger`)
  const { items } = (await response.json()) as { items: LedgerEntry[] }
  return new Map(items.map((entry) => [entry.key, entry.capturedCents - entry.refundedCents]))
}

/** The shopkeeper may hear of it a moment later. */
async function checkReports(crowd: Crowd, paid: Order[], { money }: Past) {
  const refunded = paid.filter((order) => !isCompleted(order))
  const due = {
    orders: money.orders + paid.length,
    revenueCents: money.revenueCents + totalOf(paid),
    refundedCents: money.refundedCents + totalOf(refunded),
  }
  const isDue = (told: object) => isDeepStrictEqual(told, due)
  await until(`the report says ${JSON.stringify(due)}`, crowd.reportedMoney, isDue)
}

/** Wherever there are promises to keep: they are kept. */
async function checkWaiting({ databaseUrls }: Audited) {
  for (const url of Object.values(databaseUrls)) await untilNothingWaits(url)
}

const totalOf = (orders: Order[]) => orders.reduce((sum, { totalCents }) => sum + totalCents, 0)
const isCompleted = ({ status }: Order) => status === 'completed'
const isNone = (found: unknown[]) => found.length === 0
