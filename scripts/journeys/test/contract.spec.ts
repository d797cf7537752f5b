// The judge judged: the validator of the journeys must notice each way to break the contract.
import assert from 'node:assert/strict'
import { breaches } from '../contract.ts'
import { operations, resolve, schemas, type ResponseRule } from '../openapi.ts'

const requestId = '019438f7-7c00-7000-8000-0000000000f1'
const id = '019438f7-7c00-7000-8000-000000000001'

const answer = (status: number, body: object, headers: Record<string, string> = {}) => ({
  status,
  body,
  headers: new Headers({
    'content-type': `application/${status < 400 ? '' : 'problem+'}json; charset=utf-8`,
    'x-request-id': requestId,
    ...headers,
  }),
})
const problem = (status: number, code: string, more: object = {}) => ({
  type: `https://shop.example/problems/${code}`,
  title: 'a title',
  status,
  detail: 'a detail',
  code,
  requestId,
  ...more,
})
const product = (schemas['Product'] as { examples: [object] }).examples[0]
const order = (schemas['Order'] as { examples: [object] }).examples[0]

describe('the contract validator', () => {
  it('finds nothing wrong with a good answer', () => {
    assert.deepEqual(breaches('GET', `/products/${id}`, answer(200, product)), [])
    const gone = answer(404, problem(404, 'not_found'))
    assert.deepEqual(breaches('GET', `/products/${id}`, gone), [])
    const created = answer(201, order, { location: `/orders/${id}` })
    assert.deepEqual(breaches('POST', '/orders', created), [])
  })

  it('knows what is answered where no operation is', () => {
    assert.deepEqual(breaches('GET', '/nowhere', answer(404, problem(404, 'not_found'))), [])
    const refused = answer(405, problem(405, 'method_not_allowed'), { allow: 'GET, HEAD' })
    assert.deepEqual(breaches('DELETE', '/products', refused), [])
    notices(/status 200/, 'GET', '/nowhere', answer(200, product))
    notices(/status 200/, 'DELETE', '/products', answer(200, product))
  })

  it('notices a status that the operation does not have', () => {
    notices(/status 201/, 'GET', `/products/${id}`, answer(201, product))
    notices(/status 401/, 'GET', '/products', answer(401, problem(401, 'unauthenticated')))
  })

  it('notices a field too many, at any depth', () => {
    const leaking = answer(200, { ...product, cost_cents: 5 })
    notices(/additional properties.*cost_cents/, 'GET', `/products/${id}`, leaking)
    const deep = answer(200, { items: [{ ...product, cost_cents: 5 }], nextCursor: null })
    notices(/body\/items\/0 .*cost_cents/, 'GET', '/products', deep)
    const stack = answer(404, problem(404, 'not_found', { stack: 'at main.ts:1' }))
    notices(/additional properties.*stack/, 'GET', `/products/${id}`, stack)
  })

  it('notices a field missing, of the wrong type or of the wrong form', () => {
    const { priceCents, ...cheap } = product as Record<string, unknown>
    notices(/priceCents/, 'GET', `/products/${id}`, answer(200, cheap))
    const wrong = { ...product, priceCents: String(priceCents) }
    notices(/priceCents must be integer/, 'GET', `/products/${id}`, answer(200, wrong))
    const random = { ...product, id: '7f0c9a52-1111-4111-8111-111111111111' }
    notices(/body\/id must match pattern/, 'GET', `/products/${id}`, answer(200, random))
  })

  it('notices a missing or malformed header', () => {
    notices(/Location is missing/, 'POST', '/orders', answer(201, order))
    const elsewhere = answer(201, order, { location: 'https://evil.example' })
    notices(/Location must match/, 'POST', '/orders', elsewhere)
    const limited = problem(429, 'rate_limited')
    notices(/Retry-After is missing/, 'POST', '/auth/login', answer(429, limited))
    const soon = answer(429, limited, { 'retry-after': 'soon' })
    notices(/Retry-After must be integer/, 'POST', '/auth/login', soon)
    const anonymous = answer(200, product)
    anonymous.headers.delete('x-request-id')
    notices(/X-Request-Id is missing/, 'GET', `/products/${id}`, anonymous)
  })

  it('notices another content type', () => {
    const html = answer(200, product, { 'content-type': 'text/html' })
    notices(/text\/html/, 'GET', `/products/${id}`, html)
    const plain = answer(404, problem(404, 'not_found'), { 'content-type': 'application/json' })
    notices(/application\/json/, 'GET', `/products/${id}`, plain)
  })

  it('notices a problem that contradicts itself', () => {
    notices(/code must be equal/, 'GET', '/cart', answer(401, problem(401, 'forbidden')))
    const other = { requestId: 'another' }
    notices(/requestId/, 'GET', '/cart', answer(401, problem(401, 'unauthenticated', other)))
    const type = { type: 'https://shop.example/problems/gone' }
    notices(/body\/type/, 'GET', '/cart', answer(401, problem(401, 'unauthenticated', type)))
  })

  it('demands a request id of every answer, and one problem at least of every operation', () => {
    assert.ok(operations.length >= 17)
    for (const { method, path, responses } of operations) {
      const rules = Object.entries(responses).map(([status, ref]) => ({
        status: Number(status),
        rule: resolve<ResponseRule>(ref),
      }))
      assert.ok(
        rules.some(({ status }) => status < 300) && rules.some(({ status }) => status === 400),
      )
      for (const { status, rule } of rules) {
        const of = `${method} ${path} ${status}`
        assert.ok(rule.headers?.['X-Request-Id'], of)
        const type = status < 400 ? 'application/json' : 'application/problem+json'
        assert.deepEqual(Object.keys(rule.content ?? {}), [type], of)
      }
    }
  })
})

function notices(what: RegExp, method: string, path: string, bad: ReturnType<typeof answer>) {
  assert.match(breaches(method, path, bad).join('\n'), what)
}
