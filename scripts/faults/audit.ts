// The second law, checked from outside: nothing is lost or invented, whatever crashed meanwhile.
import assert from 'node:assert/strict'
import { isDeepStrictEqual } from 'node:util'
import { query } from '../infra/test/query.ts'
import type { Shop } from '../shop.ts'
import { until } from '../until.ts'
import type { Crowd, Order } from './crowd.ts'

type LedgerEntry = { key: string; capturedCents: number; refundedCents: number }
type Audited = Pick<Shop, 'providerAddress' | 'databaseUrls'>

/** Holds the shop against what its customers were told and what the card processor's ledger says.
 *  For a shop in which nobody but the crowd has bought anything. Every order must be final. */
export async function audit(crowd: Crowd, shop: Audited): Promise<void> {
  const orders: Order[] = []
  for (const customer of crowd.customers) {
    const { items } = await crowd.listOrders(customer)
    assert.ok(items.length <= 1, 'a customer has two orders of one checkout')
    assert.equal(items[0]?.id, customer.order?.id, 'a customer was told of another order')
    await crowd.untilFree(customer)
    orders.push(...items)
  }
  await checkStock(crowd, orders)
  await checkHolds(shop, orders)
  await checkMoney(shop, orders)
  await checkReports(crowd, orders)
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
async function checkHolds({ databaseUrls }: Audited, orders: Order[]) {
  const holders = await findHolders(Object.values(databaseUrls))
  assert.ok(holders.length > 0, 'nobody knows what is held')
  const due = orders.filter(isCompleted).map(({ id }) => id)
  for (const { url, table } of holders) {
    const held = async () => {
      const rows = await query(
        url,
        `select distinct order_id::text as id from ${table} where state = 'held'`,
      )
      return rows.map(({ id }) => String(id))
    }
    const isDue = (ids: string[]) => isDeepStrictEqual(ids.toSorted(), due.toSorted())
    await until(`${table} has what was bought, and nothing else`, held, isDue)
  }
}

/** Whichever databases have them. */
async function findHolders(urls: string[]) {
  const there = `select relname::text as table from pg_class
    where oid in (to_regclass('stock_holds'), to_regclass('holds'))`
  const found = urls.map(async (url) =>
    (await query(url, there)).map(({ table }) => ({ url, table: String(table) })),
  )
  return (await Promise.all(found)).flat()
}

async function checkMoney({ providerAddress }: Audited, orders: Order[]) {
  const response = await fetch(`${providerAddress}/ledger`)
  const { items } = (await response.json()) as { items: LedgerEntry[] }
  const kept = new Map(items.map((entry) => [entry.key, entry.capturedCents - entry.refundedCents]))
  for (const order of orders) {
    const owed = isCompleted(order) ? order.totalCents : 0
    assert.equal(kept.get(order.id) ?? 0, owed, `money for the ${order.status} order ${order.id}`)
    kept.delete(order.id)
  }
  for (const [key, cents] of kept) assert.equal(cents, 0, `money without an order: ${key}`)
}

/** The shopkeeper may hear of it a moment later. */
async function checkReports(crowd: Crowd, orders: Order[]) {
  const completed = orders.filter(isCompleted)
  const revenueCents = completed.reduce((sum, { totalCents }) => sum + totalCents, 0)
  const due = { orders: completed.length, revenueCents, refundedCents: 0 }
  const isDue = (told: object) => isDeepStrictEqual(told, due)
  await until(`the report says ${JSON.stringify(due)}`, crowd.reportedMoney, isDue)
}

const isCompleted = ({ status }: Order) => status === 'completed'
const isNone = (found: unknown[]) => found.length === 0
