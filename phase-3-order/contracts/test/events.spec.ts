// Events as a stranger may send them: what can be read is read, and what cannot says why.
import assert from 'node:assert/strict'
import { v7 as uuidv7 } from 'uuid'
import { readEvent, schemaOf } from '../events.ts'

const orderId = uuidv7()
const event = {
  specversion: '1.0',
  id: uuidv7(),
  source: '/ecommerce-service',
  type: 'order.completed',
  subject: orderId,
  time: '2026-01-05T10:00:00.000Z',
  datacontenttype: 'application/json',
  dataschema: schemaOf('order.completed'),
  sequence: '00000000000000000042',
  data: {
    orderId,
    userId: uuidv7(),
    items: [{ productId: uuidv7(), name: 'Mug', quantity: 2, unitPriceCents: 450 }],
    totalCents: 900,
    currency: 'EUR',
  },
}
const read = (change: object) => readEvent(JSON.stringify({ ...event, ...change }))

describe('an event', () => {
  it('is read as it was told', () => {
    assert.deepEqual(read({}), event)
  })

  it('may have fields that nobody here knows', () => {
    assert.deepEqual(read({ traceparent: '00', data: { ...event.data, coupon: 'SPRING' } }), event)
  })

  const garbage = {
    'no JSON': () => readEvent('\u0000{'),
    nothing: () => readEvent(''),
    'no object': () => readEvent('[]'),
    'another version of CloudEvents': () => read({ specversion: '2.0' }),
    'no time': () => read({ time: 'yesterday' }),
    'no id': () => read({ id: undefined }),
    'a sequence that cannot be compared': () => read({ sequence: '42' }),
    'no data': () => read({ data: undefined }),
    'no money': () => read({ data: { ...event.data, totalCents: '900' } }),
    'half a piece': () =>
      read({ data: { ...event.data, items: [{ ...event.data.items[0], quantity: 0.5 }] } }),
  }
  for (const [words, act] of Object.entries(garbage)) {
    it(`with ${words} is garbage`, () => {
      assert.throws(act, { kind: 'invalid', code: 'event_garbage' })
    })
  }

  for (const type of ['order.eaten', 'toString', '']) {
    it(`of a type that nobody knows is not guessed: ${JSON.stringify(type)}`, () => {
      const code = type ? 'event_unknown' : 'event_garbage'
      assert.throws(() => read({ type }), { kind: 'invalid', code })
    })
  }

  it('of a version that is yet to come is left to a newer reader, whatever it has in it', () => {
    const change = { dataschema: 'urn:shop:event:order.completed:2', data: { order: orderId } }
    assert.throws(() => read(change), { kind: 'invalid', code: 'event_too_new' })
  })
})
