// Work that hands something back, done together: everybody has what is his, and nobody fails by the fault of another.
import assert from 'node:assert/strict'
import { gatherResults } from '../gather-results.ts'

describe('work that is gathered and hands something back', () => {
  let rounds: string[][]
  beforeEach(() => (rounds = []))

  const greet = gatherResults(async (names: string[]) => {
    rounds.push(names)
    await new Promise(setImmediate)
    if (names.includes('nobody')) throw new Error('whom?')
    return names.map((name) => `hello ${name}`)
  })

  it('gives each what was made of it', async () => {
    assert.deepEqual(await Promise.all(['a', 'b'].map(greet)), ['hello a', 'hello b'])
    assert.deepEqual(rounds, [['a', 'b']])
  })

  it('fails for who is alone, and is not tried again', async () => {
    await assert.rejects(greet('nobody'), /whom/)
    assert.deepEqual(rounds, [['nobody']])
  })

  it('tries each alone where it failed for several, and fails only for whose fault it was', async () => {
    const all = await Promise.allSettled(['a', 'nobody', 'b'].map(greet))
    assert.deepEqual(
      all.map((one) => (one.status === 'fulfilled' ? one.value : String(one.reason))),
      ['hello a', 'Error: whom?', 'hello b'],
    )
    assert.deepEqual(rounds, [['a', 'nobody', 'b'], ['a'], ['nobody'], ['b']])
  })

  it('goes on with who came meanwhile', async () => {
    const failing = greet('nobody')
    await new Promise(setImmediate)
    const next = greet('c')
    await assert.rejects(failing, /whom/)
    assert.equal(await next, 'hello c')
  })
})
