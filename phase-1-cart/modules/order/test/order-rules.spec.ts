// The rules of orders, for all that could be recorded.
import assert from 'node:assert/strict'
import * as fc from 'fast-check'
import { backoffMs, nextMove, type Settling } from '../order-rules.ts'

const settling: fc.Arbitrary<Settling> = fc.record({
  id: fc.uuid(),
  status: fc.constantFrom('pending', 'completed', 'failed', 'cancelling', 'cancelled'),
  failureReason: fc.constantFrom(null, 'out_of_stock', 'payment_declined', 'timed_out'),
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

  it('gives an order up only after its deadline', () => {
    const order: Settling = { id: 'o', status: 'pending', failureReason: null, placedAtMs: 1_000 }
    assert.equal(nextMove(order, 6_000, 5_000), 'charge')
    assert.equal(nextMove(order, 6_001, 5_000), 'give_up')
  })
})

describe('the wait before the next try', () => {
  it('doubles from one second to thirty', () => {
    assert.deepEqual([0, 1, 2, 5, 50].map(backoffMs), [1_000, 2_000, 4_000, 30_000, 30_000])
  })
})
