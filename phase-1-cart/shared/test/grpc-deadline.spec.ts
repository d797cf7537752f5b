// Nobody waits longer than the first one who asked, and nobody works for callers who have left.
import assert from 'node:assert/strict'
import { until } from '../../../scripts/until.ts'
import { deadlineWithin, withDeadline } from '../deadline.ts'
import { AppError } from '../errors.ts'
import { answerMug, givenGrpc, neverAnswer, type GivenGrpc } from './given-grpc.ts'

const unavailable = { kind: 'unavailable' }
const minute = 60_000
const ask = ({ connect }: GivenGrpc, timeoutMs: number) =>
  connect({ timeoutMs }).call('GetProduct', { id: 'mug' })
/** Of the call that is being served. */
const deadline = () => deadlineWithin(Infinity)

describe('a deadline', () => {
  it('is the own timeout, or the end of what is being served if that is earlier', () => {
    const now = Date.now()
    assert.ok(deadlineWithin(1_000) >= now + 1_000)
    assert.ok(withDeadline(now + minute, () => deadlineWithin(1_000)) < now + minute)
    assert.equal(
      withDeadline(now + 500, () => deadlineWithin(1_000)),
      now + 500,
    )
  })

  it('ends a call that is not answered', async () => {
    await using given = await givenGrpc({ GetProduct: neverAnswer }, 1)
    await assert.rejects(ask(given, 50), unavailable)
  })

  it('ends the pauses between retries as well', async () => {
    await using given = await givenGrpc({
      async GetProduct() {
        throw new AppError('unavailable', 'from the handler')
      },
    })
    const client = given.connect({ timeoutMs: 50, idempotent: ['GetProduct'] })
    const late = { ...unavailable, message: 'try again in a moment' }
    await assert.rejects(client.call('GetProduct', { id: 'mug' }), late)
  })

  it('goes along to the second hop, whose own timeout is longer', async () => {
    const seen: number[] = []
    await using last = await givenGrpc({
      GetProduct() {
        seen.push(deadline())
        return answerMug()
      },
    })
    await using first = await givenGrpc({
      async GetProduct() {
        seen.push(deadline())
        await ask(last, 10 * minute)
        return answerMug()
      },
    })
    const latest = Date.now() + minute
    await ask(first, minute)
    assert.equal(seen.length, 2)
    for (const at of seen) assert.ok(at > latest - minute && at < latest + minute, String(at))
  })

  it('ends the second hop with the first', async () => {
    let ended: unknown
    await using last = await givenGrpc({ GetProduct: neverAnswer }, 1)
    await using first = await givenGrpc({
      async GetProduct() {
        await ask(last, minute).catch((error: unknown) => (ended = error))
        return answerMug()
      },
    })
    await until(
      'a call has got that far',
      async () => {
        await assert.rejects(ask(first, 100), unavailable)
        return ended
      },
      Boolean,
    )
    assert.equal((ended as AppError).kind, 'unavailable')
  })

  it('that is over lets nobody be asked any more', async () => {
    let asked = 0
    await using last = await givenGrpc({
      GetProduct() {
        asked += 1
        return answerMug()
      },
    })
    let ended: unknown
    await using first = await givenGrpc({
      async GetProduct() {
        await until('the deadline is over', async () => deadline() < Date.now(), Boolean)
        await ask(last, minute).catch((error: unknown) => (ended = error))
        return answerMug()
      },
    })
    await until(
      'a call has got that far',
      async () => {
        await assert.rejects(ask(first, 50), unavailable)
        return ended
      },
      Boolean,
    )
    assert.equal((ended as AppError).kind, 'unavailable')
    assert.equal(asked, 0)
    const codes = await until(
      'the call is in the log',
      async () => first.logged.flatMap(({ msg, code }) => (msg === 'call' ? [code] : [])),
      (found) => found.length > 0,
    )
    assert.deepEqual(new Set(codes), new Set(['DEADLINE_EXCEEDED']))
  })
})
