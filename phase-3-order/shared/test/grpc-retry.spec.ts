// Which calls are made again, and how often.
import assert from 'node:assert/strict'
import { AppError, type ErrorKind } from '../errors.ts'
import { answerMug, givenGrpc } from './given-grpc.ts'

const failing = (kind: ErrorKind) => async () => {
  throw new AppError(kind, 'not now')
}

/** A server whose first answers are these, and then mugs. */
async function givenAnswers(...first: (() => Promise<never>)[]) {
  let asked = 0
  const given = await givenGrpc({
    GetProduct: () => (first[asked++] ?? answerMug)(),
  })
  /** A first try may be lost on its way to a busy server, one over a connection that is there is not. */
  async function connected() {
    const client = given.connect({ idempotent: ['GetProduct'] })
    await client.call('GetProducts', { ids: ['mug'] })
    return client
  }
  return Object.assign(given, { asked: () => asked, connected })
}

describe('a call that fails', () => {
  const unavailable = failing('unavailable')

  it('is made again when it may be, and the caller notices nothing', async () => {
    await using given = await givenAnswers(unavailable, unavailable)
    const client = await given.connected()
    const { product } = await client.call('GetProduct', { id: 'mug' })
    assert.deepEqual([product?.name, given.asked()], ['Mug', 3])
  })

  it('is made three times at most', async () => {
    await using given = await givenAnswers(...Array.from({ length: 9 }, () => unavailable))
    const client = await given.connected()
    await assert.rejects(client.call('GetProduct', { id: 'mug' }), { kind: 'unavailable' })
    assert.equal(given.asked(), 3)
  })

  it('is made once where another method is the idempotent one', async () => {
    await using given = await givenAnswers(unavailable)
    const client = given.connect({ idempotent: ['GetProducts'] })
    await assert.rejects(client.call('GetProduct', { id: 'mug' }), { kind: 'unavailable' })
    assert.equal(given.asked(), 1)
  })

  for (const kind of ['conflict', 'internal', 'too_many', 'not_found'] as const) {
    it(`is made once when the answer is ${kind}`, async () => {
      await using given = await givenAnswers(failing(kind))
      const client = given.connect({ idempotent: ['GetProduct'] })
      await assert.rejects(client.call('GetProduct', { id: 'mug' }), { kind })
      assert.equal(given.asked(), 1)
    })
  }

  it('is no longer made again where nearly all fail', async () => {
    await using given = await givenAnswers(...Array.from({ length: 99 }, () => unavailable))
    const client = given.connect({ idempotent: ['GetProduct'] })
    const calls = Array.from({ length: 10 }, () => client.call('GetProduct', { id: 'mug' }))
    await Promise.allSettled(calls)
    const before = given.asked()
    await assert.rejects(client.call('GetProduct', { id: 'mug' }), { kind: 'unavailable' })
    assert.equal(given.asked() - before, 1)
  })
})
