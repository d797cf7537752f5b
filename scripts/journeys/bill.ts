// Arithmetic that must hold for every cart and every order that the suite ever sees.
import assert from 'node:assert/strict'
import type { Bill, Line, Order } from './types.ts'

export function assertAddsUp<AnyBill extends Bill>(bill: AnyBill): AnyBill {
  for (const { quantity, unitPriceCents, lineTotalCents } of bill.items) {
    assert.equal(lineTotalCents, quantity * unitPriceCents)
  }
  assert.equal(bill.totalCents, sum(bill.items.map((line) => line.lineTotalCents)))
  const products = bill.items.map(({ productId }) => productId)
  assert.equal(new Set(products).size, products.length, 'one line per product')
  if ('placedAt' in bill) assertSane(bill as unknown as Order)
  return bill
}

function assertSane({ status, failureReason, placedAt, updatedAt }: Order) {
  assert.equal(failureReason !== null, status === 'failed', `${status} with ${failureReason}`)
  assert.ok(Date.parse(updatedAt) >= Date.parse(placedAt), 'updated after it was placed')
}

export const sum = (numbers: number[]) => numbers.reduce((total, number) => total + number, 0)

/** The lines without what they are called, to compare bills by their money. */
export const inCents = (lines: Line[]) =>
  lines.map(({ productId, quantity, lineTotalCents }) => [productId, quantity, lineTotalCents])
