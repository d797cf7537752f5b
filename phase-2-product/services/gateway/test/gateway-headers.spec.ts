// Request ids, the client's address, and headers that are only between neighbours.
import assert from 'node:assert/strict'
import type { IncomingHttpHeaders } from 'node:http'
import express from 'express'
import { ask, countOf, say } from './given-client.ts'
import { givenGateway, type GivenGateway } from './given-gateway.ts'
import { givenHttpUpstream, type Listener, type Upstream } from './given-upstreams.ts'

type Told = { headers: IncomingHttpHeaders; ip: string; protocol: string; host: string }

describe('headers, through the gateway', () => {
  let gateway: GivenGateway
  let behindProxy: GivenGateway
  let ecommerce: Upstream
  let cart: Upstream
  let answer: Listener

  before(async () => {
    const app = express().set('trust proxy', 1) // as every upstream here
    app.use(({ headers, ip, protocol, host }, response) => {
      response.json({ headers, ip, protocol, host })
    })
    ecommerce = await givenHttpUpstream(app)
    cart = await givenHttpUpstream((...exchange) => answer(...exchange))
    const urls = { 'ecommerce-service': ecommerce.url, 'cart-service': cart.url }
    gateway = await givenGateway(urls)
    behindProxy = await givenGateway(urls, { trustProxyHops: 1 })
  })
  after(async () => {
    for (const one of [gateway, behindProxy, ecommerce, cart]) await one[Symbol.asyncDispose]()
  })

  async function told(headers: IncomingHttpHeaders, through = gateway): Promise<Told> {
    const { body } = await ask(through.port, 'GET', '/orders', { headers })
    return JSON.parse(body) as Told
  }

  /** What the client gets when cart-service answers so. */
  function answered(listener: Listener, headers: IncomingHttpHeaders = {}) {
    answer = listener
    return ask(gateway.port, 'GET', '/cart', { headers })
  }

  describe('the request id', () => {
    it('of the client goes on to the upstream and comes back, once', async () => {
      const headers = { 'x-request-id': 'My_id-1.2' }
      assert.equal((await told(headers)).headers['x-request-id'], 'My_id-1.2')
      const listener: Listener = ({ headers: seen }, response) => {
        response.setHeader('X-Request-Id', seen['x-request-id']!).end()
      }
      const back = await answered(listener, headers)
      assert.equal(back.headers['x-request-id'], 'My_id-1.2')
      assert.equal(countOf('x-request-id', back), 1)
    })

    for (const bad of ['a b', '<script>', 'x'.repeat(65), '', 'one, two']) {
      it(`is made new instead of ${JSON.stringify(bad.slice(0, 12))}, the same for both sides`, async () => {
        let seen: IncomingHttpHeaders = {}
        const listener: Listener = (request, response) => {
          seen = request.headers
          response.end()
        }
        const back = await answered(listener, { 'x-request-id': bad })
        assert.match(
          back.headers['x-request-id'] as string,
          /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-/,
        )
        assert.equal(seen['x-request-id'], back.headers['x-request-id'])
      })
    }

    it('is the gateway’s to tell, whatever the upstream answers', async () => {
      const listener: Listener = (_request, response) => {
        response.setHeader('X-Request-Id', ['other', 'another']).end()
      }
      const back = await answered(listener, { 'x-request-id': 'mine' })
      assert.equal(back.headers['x-request-id'], 'mine')
    })
  })

  describe('the client’s address', () => {
    const forged = {
      'x-forwarded-for': '6.6.6.6',
      'x-forwarded-proto': 'https',
      'x-forwarded-host': 'evil.example',
      'x-forwarded-port': 'evil',
      'x-forwarded-prefix': '/evil',
      'x-real-ip': '6.6.6.6',
      forwarded: 'for=6.6.6.6',
    }

    it('reaches the upstream, and no client can forge it', async () => {
      const plain = await told({ host: 'shop.example' })
      assert.match(plain.ip, /^(::1|::ffff:127\.0\.0\.1|127\.0\.0\.1)$/)
      assert.equal(plain.protocol, 'http')
      assert.equal(plain.host, 'shop.example')
      const lying = await told({ host: 'shop.example', ...forged })
      const { headers: _one, ...seenPlain } = plain
      const { headers, ...seenLying } = lying
      assert.deepEqual(seenLying, seenPlain)
      assert.doesNotMatch(JSON.stringify(headers), /6\.6\.6\.6|evil/)
    })

    it('is what the proxy before the gateway says, if there is one', async () => {
      const headers = {
        'x-forwarded-for': '6.6.6.6, 203.0.113.7', // the first is the client's own word
        'x-forwarded-proto': 'https',
        'x-forwarded-host': 'shop.example',
      }
      const { ip, protocol, host } = await told(headers, behindProxy)
      assert.deepEqual(
        { ip, protocol, host },
        { ip: '203.0.113.7', protocol: 'https', host: 'shop.example' },
      )
    })

    it('is told even where a request has no host', async () => {
      const text = await say(gateway.port, 'GET /orders HTTP/1.0\r\n\r\n')
      assert.match(text, /^HTTP\/1\.1 200 OK\r\n/)
      const { ip } = JSON.parse(text.split('\r\n\r\n')[1]!) as Told
      assert.match(ip, /127\.0\.0\.1|::1/)
    })
  })

  describe('what is between neighbours', () => {
    it('does not go on to the upstream', async () => {
      const { headers } = await told({
        connection: 'close, X-Secret , Content-Length, X-Request-Id, X-Forwarded-For',
        'x-secret': 'hop',
        'keep-alive': 'timeout=9',
        'proxy-connection': 'keep-alive',
        'proxy-authorization': 'Basic c2VjcmV0',
        te: 'trailers',
        upgrade: 'h2c',
        authorization: 'Bearer stays',
      })
      const between = ['x-secret', 'keep-alive', 'proxy-connection', 'proxy-authorization']
      for (const name of [...between, 'te', 'upgrade']) {
        assert.equal(headers[name], undefined, name)
      }
      assert.equal(headers.authorization, 'Bearer stays')
      for (const name of ['x-request-id', 'x-forwarded-for']) assert.ok(headers[name], name)
    })

    it('does not come back to the client', async () => {
      const back = await answered((_request, response) => {
        response.setHeader('Connection', 'close, X-Secret').setHeader('X-Secret', 'hop')
        response.setHeader('Keep-Alive', 'timeout=99').setHeader('Proxy-Authenticate', 'Basic')
        response.setHeader('X-Kept', 'yes').end('{}')
      })
      assert.equal(back.headers.connection, 'keep-alive')
      assert.notEqual(back.headers['keep-alive'], 'timeout=99')
      assert.equal(back.headers['x-secret'], undefined)
      assert.equal(back.headers['proxy-authenticate'], undefined)
      assert.equal(back.headers['x-kept'], 'yes')
    })

    it('such as a wish to close the connection is the gateway’s to grant', async () => {
      answer = (_request, response) => response.end('all of it')
      const wish = 'GET /cart HTTP/1.1\r\nHost: shop\r\nConnection: close\r\n\r\n'
      const text = await say(gateway.port, wish)
      assert.match(text, /\r\nConnection: close\r\n/)
      assert.match(text, /all of it/)
    })
  })
})
