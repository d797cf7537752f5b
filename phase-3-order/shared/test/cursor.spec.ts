// Cursors: we read what we have made, and nothing else.
import assert from 'node:assert/strict'
import { z } from 'zod'
import { decodeCursor, encodeCursor } from '../cursor.ts'

const position = z.strictObject({ name: z.string(), id: z.int() })

describe('a cursor', () => {
  it('comes back as it went, whatever the alphabet', () => {
    const last = { name: 'Café 日本 🗒️ "/?&', id: 7 }
    assert.deepEqual(decodeCursor(position, encodeCursor(last)), last)
  })

  it('needs no escaping in a URL', () => {
    const cursor = encodeCursor({ name: '~~~???>>>üüü', id: 1 })
    assert.equal(encodeURIComponent(cursor), cursor)
  })

  const foreign = {
    'of another query': encodeCursor({ price: 12 }),
    'with more than ours has': encodeCursor({ name: 'a', id: 1, isAdmin: true }),
    'cut off': encodeCursor({ name: 'a', id: 1 }).slice(0, -4),
    'made up': 'next-page-please',
    empty: '',
  }
  for (const [kind, cursor] of Object.entries(foreign)) {
    it(`${kind} is refused`, () => {
      assert.throws(() => decodeCursor(position, cursor), {
        kind: 'invalid',
        errors: [{ path: 'cursor', message: 'does not belong to this query; start without one' }],
      })
    })
  }
})
