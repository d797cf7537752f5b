// What operators see of several processes: each speaks for itself, and their numbers agree.
import assert from 'node:assert/strict'
import { gatherCrowd } from '../../scripts/faults/crowd.ts'
import { type Labels, readMetric } from '../../scripts/faults/metrics.ts'
import type { Shop } from '../../scripts/shop.ts'
import { until } from '../../scripts/until.ts'
import { sharedShop } from './given-shared-shop.ts'

const requests = 'http_request_duration_seconds_count'
const calls = 'grpc_client_handled_seconds_count'
const answers = 'grpc_server_handled_seconds_count'
const upstreams = [
  'auth-service',
  'cart-service',
  'product-service',
  'order-service',
  'payment-service',
  'analytics-service',
  'order-projector',
]

describe('the ops ports of several processes', function () {
  this.timeout(60_000)
  let shop: Shop
  before(async () => (shop = await sharedShop()))

  const opsOf = (name: string) => shop.opsAddresses[name]!
  const metric = (service: string, name: string, labels?: Labels) =>
    readMetric(opsOf(service), name, { service, ...labels })
  const statusOf = async (name: string, path = '/health/ready') =>
    (await fetch(opsOf(name) + path)).status
  const untilReady = (name: string) =>
    until(
      `${name} is ready`,
      () => statusOf(name),
      (status) => status === 200,
    )

  it('say that each of them is alive and can work', async () => {
    for (const name of ['gateway', ...upstreams]) {
      assert.equal(await statusOf(name, '/health/live'), 200)
      await untilReady(name)
    }
  })

  /** What is asked, as those count it who ask, and as those count it who answer. */
  async function bothSides(): Promise<Record<string, [number, number]>> {
    const call = (from: string, to: string, method: string) =>
      Promise.all([metric(from, calls, { method }), metric(to, answers, { method })])
    const [
      auth = '',
      cart = '',
      product = '',
      order = '',
      payment = '',
      analytics = '',
      projector = '',
    ] = upstreams
    const keys = await metric(auth, requests, { route: '/auth/jwks' }) // not asked for by a customer
    return {
      accounts: [
        await metric('gateway', requests, { route: '/auth' }),
        (await metric(auth, requests)) - keys,
      ],
      carts: [await metric('gateway', requests, { route: '/cart' }), await metric(cart, requests)],
      catalogue: [
        (await metric('gateway', requests, { route: '/products' })) +
          (await metric('gateway', requests, { route: '/categories' })),
        await metric(product, requests),
      ],
      reports: [
        await metric('gateway', requests, { route: '/analytics' }),
        await metric(analytics, requests),
      ],
      orders: [
        await metric('gateway', requests, { route: '/orders' }),
        await metric(order, requests),
      ],
      timelines: [
        await metric('gateway', requests, { route: '/orders/:id/timeline' }),
        await metric(projector, requests),
      ],
      looks: await call(order, cart, 'cart.v1.CartService/GetFreeLines'),
      prices: await call(cart, product, 'product.v1.ProductService/GetProducts'),
      products: await call(cart, product, 'product.v1.ProductService/GetProduct'),
      holds: await call(order, product, 'product.v1.ProductService/HoldStock'),
      stockReleases: await call(order, product, 'product.v1.ProductService/ReleaseStock'),
      payments: await call(order, payment, 'payment.v1.PaymentService/CreatePayment'),
      refunds: await call(order, payment, 'payment.v1.PaymentService/RefundPayment'),
    }
  }

  it('count every request and every call alike on both sides, and no message that waits', async () => {
    const earlier = await bothSides()
    const crowd = await gatherCrowd(shop.address, 10)
    assert.equal(await crowd.checkOutAll(), 0)
    await crowd.waitUntilFinal()
    for (const customer of crowd.customers) {
      await crowd.untilFree(customer)
      await crowd.untilTold(customer, customer.order!)
    }
    await crowd.reportedMoney()

    const grown = async () =>
      Object.entries(await bothSides()).map(([what, [asked, answered]]) => {
        const [askedBefore, answeredBefore] = earlier[what]!
        return { what, asked: asked - askedBefore, answered: answered - answeredBefore }
      })
    const rows = await until('both sides agree', grown, (all) =>
      all.every(({ asked, answered }) => asked === answered),
    )
    const asked = Object.fromEntries(rows.map((row) => [row.what, row.asked]))
    const completed = crowd.customers.filter(({ order }) => order?.status === 'completed').length
    assert.equal(asked['looks'], 10)
    // What has no answer in time is asked again, on a busy machine also here.
    const least = {
      holds: 10,
      payments: 10,
      refunds: 10 - completed,
      stockReleases: 10 - completed,
    }
    for (const [what, many] of Object.entries(least)) assert.ok(asked[what]! >= many, what)
    for (const what of ['accounts', 'carts', 'catalogue', 'reports', 'orders', 'timelines']) {
      assert.ok(asked[what]! > 0, what)
    }
    assert.ok(asked['products']! >= 20) // each customer put two into the cart
    for (const service of ['order-service', 'cart-service', 'payment-service']) {
      await until(
        'no message waits',
        () => metric(service, 'outbox_pending'),
        (pending) => pending === 0,
      )
    }
  })

  it('say that they can work, whoever else is down, and start in any order', async () => {
    const up = new Set(['gateway', ...upstreams])
    const untilAllReady = async () => {
      for (const name of up) await untilReady(name)
    }
    for (const name of upstreams) {
      await shop.kill(name)
      up.delete(name)
      await assert.rejects(statusOf(name))
      await untilAllReady()
    }
    // Each before those that it asks.
    for (const name of upstreams.toReversed()) {
      await shop.start(name)
      up.add(name)
      await untilAllReady()
    }
    const crowd = await gatherCrowd(shop.address, 0, { upTo: 10 })
    const customer = await crowd.join('pm_card_visa')
    await crowd.untilAnswered(customer)
    assert.equal((await crowd.untilFinal(customer)).status, 'completed')
  })
})
