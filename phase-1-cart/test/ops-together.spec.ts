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
const upstreams = ['ecommerce-service', 'cart-service']

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
    const [ecommerce = '', cart = ''] = upstreams
    const keys = await metric(ecommerce, requests, { route: '/auth/jwks' }) // not asked for by a customer
    return {
      carts: [await metric('gateway', requests, { route: '/cart' }), await metric(cart, requests)],
      shop: [
        await metric('gateway', requests, { route: '/' }),
        (await metric(ecommerce, requests)) - keys,
      ],
      looks: await call(ecommerce, cart, 'cart.v1.CartService/GetFreeLines'),
      reserves: await call(ecommerce, cart, 'cart.v1.CartService/ReserveCart'),
      clears: await call(ecommerce, cart, 'cart.v1.CartService/ClearCart'),
      releases: await call(ecommerce, cart, 'cart.v1.CartService/ReleaseCart'),
      prices: await call(cart, ecommerce, 'product.v1.ProductService/GetProducts'),
      products: await call(cart, ecommerce, 'product.v1.ProductService/GetProduct'),
    }
  }

  it('count every request and every call alike on both sides, and no message that waits', async () => {
    const earlier = await bothSides()
    const crowd = await gatherCrowd(shop.address, 10)
    assert.equal(await crowd.checkOutAll(), 0)
    await crowd.waitUntilFinal()
    for (const customer of crowd.customers) await crowd.untilFree(customer)

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
    assert.equal(asked['reserves'], 10)
    assert.equal(asked['clears'], completed)
    assert.equal(asked['releases'], 10 - completed)
    assert.ok(asked['carts']! > 0 && asked['shop']! > 0 && asked['prices']! > 0)
    assert.ok(asked['products']! >= 20) // each customer put two into the cart
    await until(
      'no message waits',
      () => metric('ecommerce-service', 'outbox_pending', { destination: 'cart' }),
      (pending) => pending === 0,
    )
  })

  it('say that they can work, whoever else is down, even all others', async () => {
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
    for (const name of upstreams) {
      await shop.start(name)
      up.add(name)
      await untilAllReady()
    }
  })
})
