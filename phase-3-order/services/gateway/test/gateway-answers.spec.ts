// What an upstream answers is what the client gets.
import assert from 'node:assert/strict'
import { ask, countOf, say } from './given-client.ts'
import { givenGateway, type GivenGateway } from './given-gateway.ts'
import { givenHttpUpstream, type Listener, type Upstream } from './given-upstreams.ts'

describe('an answer', () => {
  let gateway: GivenGateway
  let cart: Upstream
  let answer: Listener
  before(async () => {
    cart = await givenHttpUpstream((...exchange) => answer(...exchange))
    gateway = await givenGateway({ 'cart-service': cart.url })
  })
  after(async () => {
    await gateway[Symbol.asyncDispose]()
    await cart[Symbol.asyncDispose]()
  })

  function answered(method: string, listener: Listener) {
    answer = listener
    return ask(gateway.port, method, '/cart')
  }

  it('passes as it is, and nothing is added to it or doubled', async () => {
    const back = await answered('GET', (_request, response) => {
      response.writeHead(418, {
        'Content-Type': 'application/problem+json',
        'Content-Security-Policy': "default-src 'none'",
        'Cache-Control': 'no-store',
        'Retry-After': '7',
        'Set-Cookie': ['a=1', 'b=2'],
        Date: 'Tue, 01 Jan 2030 00:00:00 GMT',
        Vary: 'Accept',
      })
      response.end('{"code":"teapot"}')
    })
    const { 'x-request-id': id, connection, 'keep-alive': _hint, ...headers } = back.headers
    assert.equal(back.status, 418)
    assert.equal(back.body, '{"code":"teapot"}')
    assert.ok(id && connection)
    assert.deepEqual(headers, {
      'content-type': 'application/problem+json',
      'content-security-policy': "default-src 'none'",
      'cache-control': 'no-store',
      'retry-after': '7',
      'set-cookie': ['a=1', 'b=2'],
      date: 'Tue, 01 Jan 2030 00:00:00 GMT',
      vary: 'Accept',
      'transfer-encoding': 'chunked',
    })
    const names = back.raw.filter((_text, index) => index % 2 === 0)
    const doubled = new Set(names.filter((name) => countOf(name, back) > 1))
    assert.deepEqual([...doubled], ['set-cookie'])
  })

  it('that says to come back later passes with the time it names', async () => {
    const back = await answered('POST', (_request, response) => {
      response.writeHead(503, { 'Retry-After': '3' }).end('{}')
    })
    assert.deepEqual([back.status, back.headers['retry-after']], [503, '3'])
  })

  it('that leads elsewhere is the client’s to follow', async () => {
    const back = await answered('GET', (_request, response) => {
      response.writeHead(302, { Location: '/orders' }).end()
    })
    assert.deepEqual([back.status, back.headers.location], [302, '/orders'])
  })

  for (const status of [204, 304]) {
    it(`without a body (${status}) has none`, async () => {
      const back = await answered('GET', (_request, response) => response.writeHead(status).end())
      assert.equal(back.status, status)
      assert.equal(back.body, '')
      assert.equal(back.headers['transfer-encoding'], undefined)
    })
  }

  it('in chunks comes whole to a client that does not know them', async () => {
    answer = (_incoming, response) => {
      response.write('first, ')
      response.end('last')
    }
    const text = await say(gateway.port, 'GET /cart HTTP/1.0\r\n\r\n')
    assert.match(text, /\r\n\r\nfirst, last$/)
  })

  it('to HEAD has the length of the body, and no body', async () => {
    const back = await answered('HEAD', (_request, response) => {
      response.writeHead(200, { 'Content-Length': '1234' }).end()
    })
    assert.deepEqual([back.status, back.headers['content-length'], back.body], [200, '1234', ''])
  })
})
