// How long a saga waits for an answer before it asks again.
import assert from 'node:assert/strict'
import { makePatience } from '../saga-timing.ts'

describe('the patience of a process', () => {
  const after = (...heard: number[]) => {
    const patience = makePatience()
    for (const ms of heard) patience.heardAfter(ms)
    return patience
  }
  const often = (ms: number) => Array<number>(100).fill(ms)

  it('is over at once for who knows nothing yet', () => {
    assert.ok(after().restMs(0) <= 0)
  })

  it('lasts for twice as long as answers usually take', () => {
    const patience = after(...often(20_000))
    assert.equal(Math.round(patience.restMs(15_000)), 25_000)
    assert.ok(patience.restMs(40_001) < 0)
  })

  it('is not changed much by one answer that took long', () => {
    assert.ok(after(...often(20), 60_000).restMs(0) < 16_000)
  })

  it('is short again when answers are', () => {
    assert.ok(after(...often(20_000), ...often(20)).restMs(100) <= 0)
  })

  it('is never longer than a minute', () => {
    assert.equal(after(...often(600_000)).restMs(0), 60_000)
  })
})
