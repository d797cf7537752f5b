// What RabbitMQ is told to be done with: what was handled, all of it, and nothing else. The channel is made up: here
// it matters which messages it hears of.
import assert from 'node:assert/strict'
import { until } from '../../../scripts/until.ts'
import { type Acks, makeAcks } from '../rabbit-acks.ts'
import type { ConsumeMessage, Line } from '../rabbit-line.ts'

describe('acknowledgements', () => {
  let told: string[]
  let acks: Acks
  let end: AbortController
  const messages = [1, 2, 3, 4, 5].map((deliveryTag) => ({ fields: { deliveryTag } }))
  const [one, two, three, four, five] = messages as ConsumeMessage[]

  function given(most: number, ack = hear) {
    told = []
    end = new AbortController()
    const hangUp = (error: Error) => end.abort(error)
    acks = makeAcks({ channel: { ack }, over: end.signal, hangUp } as unknown as Line, most)
    for (const message of messages) acks.came(message as ConsumeMessage)
  }
  const hear = ({ fields }: ConsumeMessage, allUpTo = false) =>
    void told.push(allUpTo ? `up to ${fields.deliveryTag}` : `${fields.deliveryTag}`)
  const done = (...some: (ConsumeMessage | undefined)[]) =>
    some.forEach((message) => acks.done(message!))

  it('of all up to a message are one', () => {
    given(50)
    done(two, one, three)
    acks.tell()
    assert.deepEqual(told, ['up to 3'])
  })

  it('leave out what is still being handled', () => {
    given(50)
    done(one, three, five)
    acks.tell()
    assert.deepEqual(told, ['up to 1', '3', '5'])
    done(four)
    acks.tell()
    assert.deepEqual(told.slice(3), ['4'])
    done(two)
    acks.tell()
    assert.deepEqual(told.slice(4), ['up to 2'])
  })

  it('come by themselves after a moment, once', async () => {
    given(50)
    done(one, two)
    assert.deepEqual(told, [])
    await until('they are told', async () => told.length, Boolean)
    acks.tell()
    assert.deepEqual(told, ['up to 2'])
  })

  it('do not wait when half of what may be in hand waits for them', () => {
    given(4)
    done(one)
    assert.deepEqual(told, [])
    done(two)
    assert.deepEqual(told, ['up to 2'])
  })

  it('of the only one that may be in hand come at once', () => {
    given(1)
    done(one)
    assert.deepEqual(told, ['up to 1'])
  })

  it('do not come any more when the line is over', () => {
    given(50)
    done(one)
    end.abort()
    acks.tell()
    assert.deepEqual(told, [])
  })

  it('that the channel does not take end the line', () => {
    given(1, () => {
      throw new Error('Channel closed')
    })
    done(one)
    assert.ok(end.signal.aborted)
  })
})
