// Work that goes together: nothing is left out, nothing done twice, and a failure is told to whom it concerns.
import assert from 'node:assert/strict'
import { gather } from '../gather.ts'

describe('work that is gathered', () => {
  let rounds: string[][]
  let underWay: PromiseWithResolvers<void>[]
  beforeEach(() => {
    rounds = []
    underWay = []
  })

  const add = () =>
    gather((items: string[]) => {
      rounds.push(items)
      const round = Promise.withResolvers<void>()
      underWay.push(round)
      return round.promise
    })
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
})
