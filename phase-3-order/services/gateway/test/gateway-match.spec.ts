// Who gets a request: the routing table, and paths that try to look like others.
import assert from 'node:assert/strict'
import express, { type ErrorRequestHandler } from 'express'
import * as fc from 'fast-check'
import { pino } from 'pino'
import { serve } from '../../../shared/http-server.ts'
import { makeRegistry } from '../../../shared/metrics.ts'
import { makeGateway } from '../gateway.ts'
import { makeFinder } from '../gateway-match.ts'
import { routes, upstreams } from '../gateway-routes.ts'
import { ask } from './given-client.ts'
import { givenGateway, type GivenGateway } from './given-gateway.ts'
import { givenHttpUpstream } from './given-upstreams.ts'

const upstream = (name: string) =>
  givenHttpUpstream((incoming, response) => response.end(`${name} ${incoming.url}`))

const toCart = [
  '/cart',
  '/cart/',
  '/cart?q=1',
  '/cart/items/1',
  '/cart//items',
  '/CART',
  '/Cart/Items/1?q=/orders',
  '/cart/../orders',
  '/cart/%2e%2e/orders',
  '/cart/..%2forders',
  '/cart#orders',
]
const toProduct = [
  '/products',
  '/products?q=/cart',
  '/products/1',
  '/PRODUCTS/1',
  '/products/cart',
  '/products/../cart',
  '/categories',
  '/Categories/?q=1',
]
const toAnalytics = [
  '/analytics',
  '/analytics/revenue?from=/cart',
  '/ANALYTICS/trending',
  '/analytics/',
]
const toAuth = ['/auth/login', '/auth/jwks', '/Auth/Register?q=/cart', '/auth']
const toOrder = [
  '/orders',
  '/orders/1',
  '/Orders/1/cancel',
  '/orders/products',
  '/orders/timeline',
  '/orders/timeline/',
  '/orders//timeline',
  '/orders/1/2/timeline',
  '/orders/1/timelines',
  '/orders/1/%74imeline',
  '/orders/1%2ftimeline',
  '/orders?q=/1/timeline',
  '/admin/dead-letters',
  '/admin/dead-letters/1/replay',
]
const toProjector = [
  '/orders/1/timeline',
  '/ORDERS/1/Timeline/',
  '/orders/1/timeline?limit=1',
  '/orders/1/timeline/2',
  '/orders/../timeline',
  '/orders/%2f/timeline',
  '/orders/%/timeline',
  '/admin/orders',
  '/admin/projections/order-summary',
]
const toNobody = [
  '/',
  '/?q=/cart',
  '/car',
  '/carts',
  '/cartoon',
  '/cart-service',
  '/cart;v=1',
  '/cart%2fitems',
  '/%63art',
  '/%2fcart',
  '//cart',
  '//cart/items',
  '/./cart',
  '/\\cart',
  '/product',
  '/product-service',
  '/category',
  '/analytic',
  '/analytics-service',
  '/order',
  '/1/orders',
  '/timeline',
  '/admin',
  '/admin/dead',
  '/health/ready',
  '/metrics',
]

describe('the routing table', () => {
  let gateway: GivenGateway
  let urls: Record<string, string>
  const opened = new AsyncDisposableStack()
  before(async () => {
    urls = {}
    for (const name of Object.keys(upstreams)) {
      urls[name] = opened.use(await upstream(name)).url
    }
    gateway = opened.use(await givenGateway(urls))
  })
  after(() => opened.disposeAsync())

  for (const [name, paths] of Object.entries({
    'cart-service': toCart,
    'product-service': toProduct,
    'analytics-service': toAnalytics,
    'auth-service': toAuth,
    'order-service': toOrder,
    'order-projector': toProjector,
  })) {
    for (const path of paths) {
      it(`sends ${path} to ${name}, as it came`, async () => {
        const { body } = await ask(gateway.port, 'GET', path)
        assert.equal(body, `${name} ${path}`)
      })
    }
  }

  for (const path of toNobody) {
    it(`has nothing at ${path}`, async () => {
      const { status, body } = await ask(gateway.port, 'GET', path)
      assert.deepEqual([status, (JSON.parse(body) as { code: string }).code], [404, 'not_found'])
    })
  }

  it('may have many rows, without anybody warning of a leak', async () => {
    const warnings: Error[] = []
    const remember = (warning: Error) => void warnings.push(warning)
    process.on('warning', remember)
    const another = await givenGateway(urls)
    for (const { path } of routes) await ask(another.port, 'GET', path.replace(':id', '1'))
    await another[Symbol.asyncDispose]()
    process.off('warning', remember)
    assert.deepEqual(warnings, [])
  })

  it('looks at the path alone where a request names the whole address', async () => {
    for (const [url, expected] of [
      ['http://shop.example/cart/items?q=1', 'cart-service /cart/items?q=1'],
      ['HTTPS://cart/orders', 'order-service /orders'],
      ['http://cart/orders/1/timeline?q=1', 'order-projector /orders/1/timeline?q=1'],
    ] as const) {
      const { body } = await ask(gateway.port, 'GET', url)
      assert.equal(body, expected)
    }
    for (const url of ['http://cart', 'http://orders?q=/cart']) {
      assert.equal((await ask(gateway.port, 'GET', url)).status, 404)
    }
  })

  it('reads every path as the routers of the upstreams do', () => {
    const findRow = makeFinder(routes)
    const app = express().disable('x-powered-by')
    let chosen: string | undefined
    let reached: string | undefined
    app.use((request, _response, next) => {
      chosen = findRow(request.path)?.upstream
      next()
    })
    app.use('/cart', () => void (reached = 'cart-service'))
    app.use(['/products', '/categories'], () => void (reached = 'product-service'))
    app.use('/analytics', () => void (reached = 'analytics-service'))
    app.use('/orders/:id/timeline', () => void (reached = 'order-projector'))
    app.use('/orders', () => void (reached = 'order-service'))
    app.use(() => {})
    // An id that cannot be decoded: the same router says so to whoever asked.
    const refuse: ErrorRequestHandler = (_error, _request, _response, _next) => {
      reached = 'order-projector'
    }
    app.use(refuse)

    const pieces = ['/', '/', 'cart', 'CaRT', '%63art', '.', '..', '%2f', '%2e', '%5c', '\\', 'oon']
    pieces.push(';', '?', '#', ':', '@', '%', '%00', '\xa0', '\xe9', 'items', '&', '=')
    pieces.push('products', 'analytics', 'orders', '/timeline', 'orders/1/timeline')
    const paths = fc.array(fc.constantFrom(...pieces), { maxLength: 8 }).map((all) => all.join(''))
    const agree = (path: string) => {
      chosen = reached = undefined
      app({ url: `/${path}`, method: 'GET', headers: {} } as never, {} as never, assert.ifError)
      assert.equal(chosen, reached, path) // both undefined for what cannot be read at all
    }
    fc.assert(fc.property(paths, agree), { numRuns: 3_000, examples: [['orders/%/timeline']] })
  })

  it('lets the longest path win, wherever it stands', () => {
    const rows = ['/orders', '/orders/reports/daily', '/orders/reports'].map((path) => ({
      path,
      upstream: path,
    }))
    const findRow = makeFinder(rows)
    assert.equal(findRow('/orders/reports/dailyx')?.upstream, '/orders/reports')
    assert.equal(findRow('/orders/reports/daily')?.upstream, '/orders/reports/daily')
    assert.equal(findRow('/orders/1')?.upstream, '/orders')
    assert.equal(findRow('/order'), undefined)
  })

  it('has nothing at an address that no row is for', async () => {
    const log = pino({ level: 'silent' })
    const table = {
      routes: [{ path: '/cart', upstream: 'cart' }],
      urls: { cart: urls['cart-service']! },
    } as const
    const limits = { timeoutMs: 1_000, trustProxyHops: 0 }
    const app = makeGateway({ ...table, ...limits, log, registry: makeRegistry('gateway') })
    await using server = await serve(0, app)
    assert.equal((await ask(server.port, 'GET', '/cart')).body, 'cart-service /cart')
    for (const path of ['/', '/orders', '/cartoon']) {
      const answer = await ask(server.port, 'POST', path, { body: '{}' })
      assert.equal(answer.status, 404)
      assert.equal((JSON.parse(answer.body) as { code: string }).code, 'not_found')
    }
  })
})
