// Customers first, and sagas never last: who may go on while somebody is served.
import assert from 'node:assert/strict'
import { makeCourtesy } from '../courtesy.ts'

describe('sagas beside customers', () => {
  let going: string[]
  let ends: Map<string, () => void>
  let courtesy: ReturnType<typeof makeCourtesy>
  beforeEach(() => {
    going = []
    ends = new Map()
    courtesy = makeCourtesy({ few: 2 })
  })

  const turn = () => new Promise(setImmediate)
  const work = (name: string) => () => {
    going.push(name)
    return new Promise<void>((resolve) => ends.set(name, resolve))
  }
  const serve = (name: string) => courtesy.serve(work(name))
  const move = (...names: string[]) => {
    for (const name of names) void courtesy.move(work(name))
  }
  async function end(name: string) {
    ends.get(name)!()
    await turn()
  }

  it('all move while nobody is served', async () => {
    move('a', 'b', 'c', 'd')
    await turn()
    assert.deepEqual(going, ['a', 'b', 'c', 'd'])
  })

  it('move a few at a time, in their order, while somebody is', async () => {
    void serve('customer')
    move('a', 'b', 'c', 'd')
    await turn()
    assert.deepEqual(going, ['customer', 'a', 'b'])
    await end('b')
    assert.deepEqual(going, ['customer', 'a', 'b', 'c'])
  })

  it('all go on when the last customer was answered', async () => {
    void serve('one')
    void serve('two')
    move('a', 'b', 'c', 'd')
    await end('one')
    assert.deepEqual(going, ['one', 'two', 'a', 'b'])
    await end('two')
    assert.deepEqual(going, ['one', 'two', 'a', 'b', 'c', 'd'])
  })

  it('never keep a customer waiting', async () => {
    move('a', 'b', 'c')
    await turn()
    void serve('customer')
    assert.deepEqual(going, ['a', 'b', 'c', 'customer'])
  })

  it('give their turn to the next one when they fail, and say so', async () => {
    void serve('customer')
    const failing = courtesy.move(async () => {
      throw new Error('not now')
    })
    await assert.rejects(failing, /not now/)
    move('a', 'b')
    await turn()
    assert.deepEqual(going, ['customer', 'a', 'b'])
  })
})
