// What every answer has, good or bad: an id to ask support about, and headers that keep browsers safe.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import type { Answer } from './contract.ts'
import { call } from './http.ts'

const requests: [what: string, ask: (headers: Record<string, string>) => Promise<Answer>][] = [
  ['a page', (headers) => call('GET', '/products', { headers })],
  ['a refusal', (headers) => call('GET', '/products?limit=0', { headers })],
  ['a missing token', (headers) => call('GET', '/cart', { headers })],
  ['a wrong address', (headers) => call('GET', '/nowhere', { headers })],
  ['a wrong method', (headers) => call('PATCH', '/products', { headers })],
  [
    'broken JSON',
    (headers) =>
      call('POST', '/auth/login', {
        headers: { 'content-type': 'application/json', ...headers },
        raw: '{',
      }),
  ],
]

describe('every answer', function () {
  this.timeout('60s')

  it('carries the id that the request came with', async () => {
    for (const [what, ask] of requests) {
      for (const id of [randomUUID(), 'A.b_c-9', 'x'.repeat(64), '7']) {
        assert.equal(idOf(await ask({ 'x-request-id': id })), id, what)
      }
    }
  })

  it('carries a new id if the request came with none', async () => {
    const ids = await Promise.all(requests.map(async ([, ask]) => idOf(await ask({}))))
    assert.equal(new Set(ids).size, requests.length)
    for (const id of ids) assert.match(id ?? '', /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
  })

  it('carries a new id if the one it came with could do harm', async () => {
    for (const [what, ask] of requests) {
      for (const id of ['x'.repeat(65), 'a b', 'a/b', '<b>', '{}', 'a;b', '\xe9']) {
        const given = idOf(await ask({ 'x-request-id': id }))
        assert.match(given ?? '', /^[0-9a-f-]{36}$/, what)
      }
    }
  })

  it('keeps browsers from guessing, framing and sharing it, and does not say what is behind', async () => {
    for (const [what, ask] of requests) {
      const { headers } = await ask({ origin: 'https://elsewhere.example' })
      assert.equal(headers.get('x-content-type-options'), 'nosniff', what)
      assert.match(headers.get('content-security-policy') ?? '', /default-src/, what)
      assert.match(headers.get('x-frame-options') ?? '', /SAMEORIGIN|DENY/, what)
      assert.match(headers.get('strict-transport-security') ?? '', /max-age/, what)
      for (const name of ['x-powered-by', 'server', 'access-control-allow-origin']) {
        assert.equal(headers.get(name), null, what)
      }
    }
  })

  it('that is a refusal tells no secrets: no stack, no query, no file', async () => {
    for (const [what, ask] of requests) {
      const text = JSON.stringify((await ask({})).body)
      assert.doesNotMatch(text, /\.ts\b|node_modules|\bat .+:\d+|select .+ from|postgres/i, what)
    }
  })
})

const idOf = ({ headers }: Answer) => headers.get('x-request-id')
