// Work that goes together: nothing is left out, nothing done twice, and a failure is told to whom it concerns.
import assert from 'node:assert/strict'
import { mock } from 'node:test'
import { gather } from '../gather.ts'

describe('work that is gathered', () => {
  let rounds: string[][]
  let underWay: PromiseWithResolvers<void>[]
  beforeEach(() => {
    rounds = []
    underWay = []
  })

  const add = (options?: { rests: boolean }) =>
    gather((items: string[]) => {
      rounds.push(items)
      const round = Promise.withResolvers<void>()
      underWay.push(round)
      return round.promise
    }, options)
  const turn = () => new Promise(setImmediate)

  it('is one round for all who come in one turn', async () => {
    const work = add()
    const all = Promise.all(['a', 'b', 'c'].map(work))
    await turn()
    assert.deepEqual(rounds, [['a', 'b', 'c']])
    underWay[0]!.resolve()
    await all
  })

  it('takes whoever comes meanwhile in the next round, and that one only then', async () => {
    const work = add()
    const first = work('a')
    await turn()
    const others = Promise.all(['b', 'c'].map(work))
    await turn()
    assert.deepEqual(rounds, [['a']])
    underWay[0]!.resolve()
    await first
    await turn()
    await turn()
    assert.deepEqual(rounds, [['a'], ['b', 'c']])
    underWay[1]!.resolve()
    await others
  })

  it('fails for those of its round, and goes on', async () => {
    const work = add()
    const first = work('a')
    await turn()
    const second = work('b')
    underWay[0]!.reject(new Error('not now'))
    await assert.rejects(first, /not now/)
    await turn()
    await turn()
    underWay[1]!.resolve()
    await second
    assert.deepEqual(rounds, [['a'], ['b']])
  })

  describe('that rests', () => {
    let nowMs: number
    beforeEach(() => {
      nowMs = 0
      mock.method(performance, 'now', () => nowMs)
      mock.timers.enable({ apis: ['setTimeout'] })
    })
    afterEach(() => {
      mock.timers.reset()
      mock.restoreAll()
    })

    async function afterOneOf(ms: number) {
      const work = add({ rests: true })
      const first = work('a')
      await turn()
      nowMs += ms
      underWay[0]!.resolve()
      await first
      void work('b')
      await turn()
      void work('c')
    }
    async function pass(ms: number) {
      mock.timers.tick(ms)
      await turn()
      await turn()
    }

    it('does so for four times as long as the round took, and takes together what comes meanwhile', async () => {
      await afterOneOf(10)
      await pass(39)
      assert.deepEqual(rounds, [['a']])
      await pass(1)
      assert.deepEqual(rounds, [['a'], ['b', 'c']])
    })

    it('does not rest for long after a long one', async () => {
      await afterOneOf(60_000)
      await pass(100)
      assert.deepEqual(rounds, [['a'], ['b', 'c']])
    })

    it('rests after one that failed as well', async () => {
      const work = add({ rests: true })
      const first = work('a')
      await turn()
      nowMs += 10
      underWay[0]!.reject(new Error('not now'))
      await assert.rejects(first, /not now/)
      void work('b')
      await pass(39)
      assert.deepEqual(rounds, [['a']])
      await pass(1)
      assert.deepEqual(rounds, [['a'], ['b']])
    })
  })
})
