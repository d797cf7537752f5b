// The steps of npm test run beside each other, but no more than may, and read as if they came one after the other.
import assert from 'node:assert/strict'
import { setImmediate as turn } from 'node:timers/promises'
import { runAtOnce, type Say } from '../task/at-once.ts'

describe('works at once', () => {
  type Work = PromiseWithResolvers<string> & { say?: Say }
  let works: Work[]
  let told: string[]
  beforeEach(() => {
    works = Array.from({ length: 3 }, () => Promise.withResolvers<string>())
    told = []
  })

  function run(atATime?: number) {
    const tell = (line: string) => told.push(line)
    const steps = works.map((work) => (say: Say) => {
      work.say = say
      say('begins')
      return work.promise
    })
    return runAtOnce(steps, { tell, ...(atATime && { atATime }) })
  }
  const hasBegun = () => works.map(({ say }) => say !== undefined)

  it('are told in turn, whoever ends first', async () => {
    const results = run()
    const [first, second, third] = works as [Work, Work, Work]
    third.say!('third ends')
    third.resolve('3')
    second.say!('second goes on')
    first.say!('first ends')
    await turn()
    assert.deepEqual(told, ['begins', 'first ends'])
    first.resolve('1')
    await turn()
    assert.deepEqual(told.slice(2), ['begins', 'second goes on'])
    second.say!('second ends')
    second.resolve('2')
    assert.deepEqual(await results, ['1', '2', '3'])
    assert.deepEqual(told.slice(4), ['second ends', 'begins', 'third ends'])
  })

  it('are never more than may be, and go on whenever one has ended', async () => {
    const results = run(2)
    await turn()
    assert.deepEqual(hasBegun(), [true, true, false])
    works[1]!.resolve('')
    await turn()
    assert.deepEqual(hasBegun(), [true, true, true])
    for (const { resolve } of works) resolve('')
    await results
  })

  it('do not stand in each other’s way when one fails', async () => {
    const results = run(1)
    works[0]!.reject(new Error('broken'))
    for (const { resolve } of works) resolve('')
    await assert.rejects(results, /broken/)
    await turn()
    assert.deepEqual(hasBegun(), [true, true, true])
  })
})
