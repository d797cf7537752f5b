// The rules of orders, for all that could be recorded.
import assert from 'node:assert/strict'
import * as fc from 'fast-check'
import { backoffMs, isAsOrdered, nextMove, type Settling } from '../order-rules.ts'

const settling: fc.Arbitrary<Settling> = fc.record({
  id: fc.uuid(),
  userId: fc.uuid(),
  status: fc.constantFrom('pending', 'completed', 'failed', 'cancelling', 'cancelled'),
  failureReason: fc.constantFrom(null, 'out_of_stock', 'payment_declined', 'timed_out'),
  isReserved: fc.boolean(),
  isHeld: fc.boolean(),
  placedAtMs: fc.nat(),
})

const isFinal = ({ status }: Settling) => ['completed', 'failed', 'cancelled'].includes(status)

describe('the next move of an order', () => {
  it('is none exactly when the order is final', () => {
    fc.assert(
      fc.property(settling, fc.nat(), fc.nat(), (order, nowMs, deadlineMs) => {
        assert.equal(nextMove(order, nowMs, deadlineMs) === 'none', isFinal(order))
      }),
    )
  })

  it('is never a charge once a reason to fail or a cancellation is written down', () => {
    fc.assert(
      fc.property(settling, fc.nat(), fc.nat(), (order, nowMs, deadlineMs) => {
        const isTurned = order.failureReason !== null || order.status === 'cancelling'
        if (isTurned) assert.notEqual(nextMove(order, nowMs, deadlineMs), 'charge')
      }),
    )
  })

  it('is never a charge before the cart is reserved and the stock is held', () => {
    fc.assert(
      fc.property(settling, fc.nat(), fc.nat(), (order, nowMs, deadlineMs) => {
        const move = nextMove(order, nowMs, deadlineMs)
        if (!order.isReserved || !order.isHeld) assert.notEqual(move, 'charge')
        if (!order.isReserved) assert.notEqual(move, 'hold')
        if (order.isReserved) assert.notEqual(move, 'reserve')
        if (order.isHeld) assert.notEqual(move, 'hold')
      }),
    )
  })

  it('gives an order up only after its deadline', () => {
    const order: Settling = {
      id: 'o',
      userId: 'u',
      status: 'pending',
      failureReason: null,
      isReserved: true,
      isHeld: true,
      placedAtMs: 1_000,
    }
    assert.equal(nextMove(order, 6_000, 5_000), 'charge')
    assert.equal(nextMove(order, 6_001, 5_000), 'give_up')
  })
})

describe('a cart is as ordered', () => {
  const line = (productId: string, quantity: number, unitPriceCents = 900) => ({
    productId,
    name: productId,
    quantity,
    unitPriceCents,
    lineTotalCents: quantity * unitPriceCents,
  })
  const ordered = [line('mug', 2), line('cup', 1)]

  it('in any order of lines, and at any price', () => {
    assert.ok(isAsOrdered(ordered, [line('cup', 1, 950), line('mug', 2)]))
  })

  for (const [what, reserved] of [
    ['a line is gone', [line('mug', 2)]],
    ['a line has come', [...ordered, line('pot', 1)]],
    ['a line is another', [line('mug', 2), line('pot', 1)]],
    ['a quantity has changed', [line('mug', 3), line('cup', 1)]],
    ['nothing is left', []],
  ] as const) {
    it(`but not when ${what}`, () => assert.ok(!isAsOrdered(ordered, [...reserved])))
  }
})

describe('the wait before the next try', () => {
  it('doubles from one second to thirty', () => {
    assert.deepEqual([0, 1, 2, 5, 50].map(backoffMs), [1_000, 2_000, 4_000, 30_000, 30_000])
  })
})
