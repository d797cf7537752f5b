// The gateway as a process: what it counts, when it is ready, how it stops, what it does not do.
import assert from 'node:assert/strict'
import { text } from 'node:stream/consumers'
import { ConfigError } from '../../../shared/env.ts'
import { readConfig } from '../config.ts'
import { ask, begin, say } from './given-client.ts'
import { givenGateway, type GivenGateway } from './given-gateway.ts'
import { givenHttpUpstream, type Listener, type Upstream } from './given-upstreams.ts'

describe('the gateway', () => {
  let gateway: GivenGateway
  let cart: Upstream
  let answer: Listener
  beforeEach(async () => {
    cart = await givenHttpUpstream((...exchange) => answer(...exchange))
    gateway = await givenGateway({ 'cart-service': cart.url })
  })
  afterEach(async () => {
    await gateway[Symbol.asyncDispose]()
    await cart[Symbol.asyncDispose]()
  })

  it('keeps no connection to an upstream when nobody asks', async () => {
    answer = (_incoming, response) => response.end('ok')
    await ask(gateway.port, 'GET', '/cart')
    await ask(gateway.port, 'PUT', '/cart', { body: '{}' })
    await cart.untilLetGo()
    assert.equal(cart.connections(), 2)
  })

  it('answers what it has accepted before it stops, and accepts no more', async () => {
    const asked = Promise.withResolvers<() => void>()
    answer = (_incoming, response) => {
      response.write('first, ')
      asked.resolve(() => response.end('last'))
    }
    const { outgoing, answered } = begin(gateway.port, 'GET', '/cart')
    outgoing.end()
    const finish = await asked.promise
    let isStopped = false
    const stopped = gateway[Symbol.asyncDispose]().finally(() => (isStopped = true))
    await assert.rejects(ask(gateway.port, 'GET', '/cart'), { code: 'ECONNREFUSED' })
    assert.equal((await gateway.ops('/health/ready')).status, 503)
    assert.equal(isStopped, false)
    finish()
    assert.equal(await text(await answered), 'first, last')
    await stopped
  })

  it('is ready whether or not its upstreams are', async () => {
    await cart[Symbol.asyncDispose]()
    assert.equal((await ask(gateway.port, 'GET', '/cart')).status, 502)
    assert.equal((await gateway.ops('/health/ready')).status, 200)
    assert.equal((await gateway.ops('/health/live')).status, 200)
    cart = await givenHttpUpstream(answer)
  })

  it('times requests by the row of its table, and never by their path', async () => {
    answer = (_incoming, response) => response.writeHead(201).end()
    for (const path of ['/cart', '/cart/items/1', '/CART/items/2?q=3']) {
      await ask(gateway.port, 'PUT', path)
    }
    await ask(gateway.port, 'GET', '/orders/42/timeline')
    const service = 'gateway'
    assert.equal(
      await gateway.requests({ service, method: 'PUT', route: '/cart', status: '201' }),
      3,
    )
    const timeline = { service, method: 'GET', route: '/orders/:id/timeline', status: '502' }
    assert.equal(await gateway.requests(timeline), 1)
    assert.equal(await gateway.requests({}), 4)
  })

  it('answers a wish for another protocol in HTTP', async () => {
    answer = ({ headers }, response) => response.end(`upgrade: ${headers.upgrade}`)
    const handshake = [
      'GET /cart HTTP/1.1',
      'Host: shop',
      'Upgrade: websocket',
      'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
      'Sec-WebSocket-Version: 13',
      'Connection: Upgrade, close',
    ]
    const back = await say(gateway.port, `${handshake.join('\r\n')}\r\n\r\n`)
    assert.match(back, /^HTTP\/1\.1 200 OK\r\n/)
    assert.match(back, /upgrade: undefined/)
  })

  it('is no way out to other hosts', async () => {
    const back = await say(gateway.port, 'CONNECT shop.example:443 HTTP/1.1\r\nHost: shop\r\n\r\n')
    assert.equal(back, '')
  })

  it('refuses more than 16 kB of headers', async () => {
    const headers = { 'x-large': 'x'.repeat(17_000) }
    assert.equal((await ask(gateway.port, 'GET', '/cart', { headers })).status, 431)
    assert.equal(cart.connections(), 0)
  })

  it('reads where its upstreams are, and says what is wrong with that', () => {
    const { urls, timeoutMs } = readConfig({ CART_URL: 'http://cart:80' })
    assert.equal(urls['cart-service'], 'http://cart:80')
    assert.equal(urls['order-service'], 'http://localhost:8010')
    assert.ok(timeoutMs > 10_000, 'a query may take so long')
    const bad = { CART_URL: 'postgres://cart', GATEWAY_TIMEOUT_MS: 'soon' }
    assert.throws(
      () => readConfig(bad),
      (error) => {
        assert.ok(error instanceof ConfigError)
        return /CART_URL.*GATEWAY_TIMEOUT_MS/.test(error.message)
      },
    )
  })
})
