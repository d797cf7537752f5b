// The second law, checked from outside: nothing is lost or invented, whatever crashed meanwhile.
import assert from 'node:assert/strict'
import type { Crowd, Order } from './crowd.ts'

type LedgerEntry = { key: string; capturedCents: number; refundedCents: number }

/** Holds the shop against what its customers were told and what the card processor's ledger says.
 *  For a shop in which nobody but the crowd has bought anything. Every order must be final. */
export async function audit(crowd: Crowd, providerAddress: string): Promise<void> {
  const orders: Order[] = []
  for (const customer of crowd.customers) {
    const { items } = await crowd.listOrders(customer)
    assert.ok(items.length <= 1, 'a customer has two orders of one checkout')
    assert.equal(items[0]?.id, customer.order?.id, 'a customer was told of another order')
    assert.equal((await crowd.getCart(customer)).locked, false, 'a cart is still locked')
    orders.push(...items)
  }
  await checkStock(crowd, orders)
  await checkMoney(providerAddress, orders)
}

async function checkStock(crowd: Crowd, orders: Order[]) {
  const sold = new Map<string, number>()
  for (const { items } of orders.filter(isCompleted)) {
    for (const { productId, quantity } of items) {
      sold.set(productId, (sold.get(productId) ?? 0) + quantity)
    }
  }
  const stockNow = new Map((await crowd.listProducts()).map(({ id, stock }) => [id, stock]))
  for (const { id, stock } of crowd.stockBefore) {
    assert.equal(stockNow.get(id), stock - (sold.get(id) ?? 0), `stock of ${id}`)
  }
}

async function checkMoney(providerAddress: string, orders: Order[]) {
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

const isCompleted = ({ status }: Order) => status === 'completed'
