// Answers that are shared: by those who asked at the same moment, and by nobody who came later.
import assert from 'node:assert/strict'
import { share } from '../share.ts'

type Sent = PromiseWithResolvers<string> & { question: string }

describe('an answer that is shared', () => {
  let sent: Sent[]
  let ask: (question: string) => Promise<string>
  beforeEach(() => {
    sent = []
    ask = share(String, (question: string) => {
      const answer = Promise.withResolvers<string>()
      sent.push({ question, ...answer })
      return answer.promise
    })
  })

  const turn = () => new Promise(setImmediate)
  const questions = () => sent.map(({ question }) => question)

  it('is asked for once by two who ask at once', async () => {
    const both = Promise.all([ask('mug'), ask('mug')])
    await turn()
    assert.deepEqual(questions(), ['mug'])
    sent[0]!.resolve('5 left')
    assert.deepEqual(await both, ['5 left', '5 left'])
  })

  it('is another one for another question', async () => {
    const both = Promise.all([ask('mug'), ask('cup')])
    await turn()
    assert.deepEqual(questions(), ['mug', 'cup'])
    sent[0]!.resolve('5 left')
    sent[1]!.resolve('none')
    assert.deepEqual(await both, ['5 left', 'none'])
  })

  it('is not given to one who asks while it is on its way, nor held up by it', async () => {
    const first = ask('mug')
    await turn()
    const second = ask('mug')
    await turn()
    assert.deepEqual(questions(), ['mug', 'mug'])
    sent[1]!.resolve('4 left')
    assert.equal(await second, '4 left')
    sent[0]!.resolve('5 left')
    assert.equal(await first, '5 left')
  })

  it('is not kept', async () => {
    for (const left of ['5 left', '4 left']) {
      const answer = ask('mug')
      await turn()
      sent.at(-1)!.resolve(left)
      assert.equal(await answer, left)
    }
  })

  it('is an error for all who share it, and for nobody else', async () => {
    const both = [ask('mug'), ask('mug')]
    await turn()
    const later = ask('mug')
    sent[0]!.reject(new Error('not now'))
    for (const answer of both) await assert.rejects(answer, /not now/)
    await turn()
    sent[1]!.resolve('5 left')
    assert.equal(await later, '5 left')
  })

  it('is never older than the question', async () => {
    let stock = 0
    const look = share(
      (product: string) => product,
      async () => {
        const seen = stock
        await turn()
        return seen
      },
    )
    const customer = async () => {
      for (let round = 0; round < 100; round++) {
        const asked = ++stock
        assert.ok((await look('mug')) >= asked)
        if (round % 3 === 0) await turn()
      }
    }
    await Promise.all([customer(), customer(), customer()])
  })
})
