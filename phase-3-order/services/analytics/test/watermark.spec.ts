// What time it is in a stream.
import assert from 'node:assert/strict'
import * as fc from 'fast-check'
import { isLate, type PartitionTime, seenBy, watermarkOf } from '../watermark.ts'

const at = (seconds: number) => new Date(Date.UTC(2026, 0, 5, 10, 0, seconds))
const heard = (seconds: number): PartitionTime => ({
  highestEventAt: at(seconds),
  readToEndAt: null,
})
const quiet = (seconds: number): PartitionTime => ({
  highestEventAt: null,
  readToEndAt: at(seconds),
})

describe('the watermark of a stream', () => {
  it('is the highest time seen in its slowest partition, less what may be late', () => {
    assert.deepEqual(watermarkOf([heard(30), heard(20), heard(40)], 5_000), at(15))
  })

  it('is not held back by a partition in which there is nothing to read', () => {
    assert.deepEqual(watermarkOf([heard(30), quiet(60)], 0), at(30))
    const old = { highestEventAt: at(20), readToEndAt: at(60) }
    assert.deepEqual(watermarkOf([old, quiet(50)], 1_000), at(49))
  })

  it('is held back by a partition that is not read to its end, as far as it has come', () => {
    const behind = { highestEventAt: at(20), readToEndAt: at(10) }
    assert.deepEqual(watermarkOf([behind, quiet(60)], 0), at(20))
  })

  it('is nowhere while nothing is known of some partition, or of all', () => {
    assert.equal(watermarkOf([heard(30), { highestEventAt: null, readToEndAt: null }], 0), null)
    assert.equal(watermarkOf([], 0), null)
  })

  it('makes late what is older than it, not what is as old', () => {
    assert.deepEqual([isLate(at(9), at(10)), isLate(at(10), at(10))], [true, false])
    assert.equal(isLate(at(9), undefined), false)
  })

  it('follows no clock that runs ahead', () => {
    assert.deepEqual([seenBy(at(9), at(10)), seenBy(at(11), at(10))], [at(9), at(10)])
  })

  it('never goes back when a partition gets further', () => {
    const second = fc.option(fc.integer({ min: 0, max: 59 }).map(at))
    const partition = fc.record({ highestEventAt: second, readToEndAt: second })
    const some = fc.array(partition, { minLength: 1 })
    fc.assert(
      fc.property(some, fc.nat(), second, fc.nat(5_000), (times, which, later, latenessMs) => {
        const before = watermarkOf(times, latenessMs)
        const index = which % times.length
        const { highestEventAt, readToEndAt } = times[index]!
        const isFurther = later && (!highestEventAt || later > highestEventAt)
        const further = { highestEventAt: isFurther ? later : highestEventAt, readToEndAt }
        const after = watermarkOf(times.with(index, further), latenessMs)
        assert.ok(!before || (after && after >= before))
      }),
    )
  })
})
