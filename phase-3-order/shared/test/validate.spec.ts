// Input at the edge: what passes, and how a caller hears of what does not.
import assert from 'node:assert/strict'
import { z } from 'zod'
import { AppError } from '../errors.ts'
import { id, intText, parse, text } from '../validate.ts'

const item = z.strictObject({ name: text(1, 5), size: z.strictObject({ cm: z.int() }) })

function pathsRefused(schema: z.ZodType, value: unknown, where?: string) {
  try {
    parse(schema, value, where)
  } catch (error) {
    assert.ok(error instanceof AppError)
    assert.equal(error.kind, 'invalid')
    return error.errors?.map(({ path }) => path)
  }
  return []
}

describe('input', () => {
  it('passes as the schema makes it', () => {
    const page = z.strictObject({ limit: intText(1, 100, 20) })
    assert.deepEqual(parse(page, { limit: '5' }), { limit: 5 })
    assert.deepEqual(parse(page, {}), { limit: 20 })
  })

  it('is refused with the path of every field that is wrong', () => {
    const value = { name: '', size: { cm: 1.5 } }
    assert.deepEqual(pathsRefused(item, value), ['name', 'size.cm'])
    assert.deepEqual(pathsRefused(item, value, 'body'), ['body.name', 'body.size.cm'])
  })

  it('has no fields that nobody knows, however deep', () => {
    const value = { name: 'mug', role: 'admin', size: { cm: 1, inch: 2 } }
    assert.deepEqual(pathsRefused(item, value), ['size.inch', 'role'])
    const polluted: unknown = JSON.parse('{"name":"mug","size":{"cm":1},"__proto__":{}}')
    assert.deepEqual(pathsRefused(item, polluted), ['__proto__'])
  })

  it('is named as a whole when there is none', () => {
    assert.throws(() => parse(item, undefined), /^AppError: the body: /)
    assert.deepEqual(pathsRefused(item, undefined), [''])
  })

  it('has text that the database can keep', () => {
    for (const value of ['a\0b', '\ud800', 'too long']) {
      assert.deepEqual(pathsRefused(text(1, 5), value), [''], JSON.stringify(value))
    }
    assert.equal(parse(text(1, 5), 'é日🗒️'), 'é日🗒️')
  })

  it('has whole numbers within their limits', () => {
    const limit = intText(1, 100, 20)
    for (const value of ['0', '101', '1.5', '-1', '1e1', ' 5', '', '٣', ['1', '2'], 5]) {
      assert.deepEqual(pathsRefused(limit, value), [''], JSON.stringify(value))
    }
  })

  it('has ids in lower case', () => {
    const upper = '0195B736-D7F2-79FE-B940-3893690AB286'
    assert.equal(parse(id, upper), upper.toLowerCase())
    assert.deepEqual(pathsRefused(id, '0195b736'), [''])
  })
})
