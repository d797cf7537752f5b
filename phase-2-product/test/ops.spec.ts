// What operators see: liveness, readiness that tells the truth, and numbers that add up.
import assert from 'node:assert/strict'
import { Client } from 'pg'
import { makeAsker } from '../../scripts/caller.ts'
import { gatherCrowd } from '../../scripts/faults/crowd.ts'
import { type Labels, readMetric } from '../../scripts/faults/metrics.ts'
import { until } from '../../scripts/until.ts'
import type { Shop } from '../../scripts/shop.ts'
import { sharedShop } from './given-shared-shop.ts'

describe('the ops port', function () {
  this.timeout(60_000)
  let shop: Shop
  before(async () => (shop = await sharedShop()))

  const statusOf = async (service: string, path: string) =>
    (await fetch(shop.opsAddresses[service] + path)).status
  const metric = (service: string, name: string, labels: Labels) =>
    readMetric(shop.opsAddresses[service]!, name, { service, ...labels })

  it('says that the process is alive and can work', async () => {
    for (const service of Object.keys(shop.opsAddresses).filter((name) => name !== 'provider')) {
      assert.equal(await statusOf(service, '/health/live'), 200, service)
      assert.equal(await statusOf(service, '/health/ready'), 200, service)
    }
  })

  it('is not behind the public address', async () => {
    for (const path of ['/metrics', '/health/live', '/health/ready']) {
      assert.equal((await fetch(shop.address + path)).status, 404)
    }
  })

  it('counts requests by route pattern, orders by status, and revenue to the cent', async () => {
    const service = 'ecommerce-service'
    const http = (route: string, status: string, by = service) =>
      metric(by, 'http_request_duration_seconds_count', { route, status })
    const counted = (status: string) => metric(service, 'shop_orders_total', { status })
    const countAll = async () => ({
      shown: await http('/products/:id', '200', 'product-service'),
      ordered: await http('/orders', '201'),
      unmatched: await http('unmatched', '404'),
      completed: await counted('completed'),
      failed: await counted('failed'),
      revenue: await metric(service, 'shop_revenue_cents_total', {}),
    })
    const before = await countAll()
    const crowd = await gatherCrowd(shop.address, 6)
    await crowd.checkOutAll()
    await crowd.waitUntilFinal()
    for (let i = 0; i < 7; i++) {
      await fetch(`${shop.address}/products/${crowd.stockBefore[i]!.id}`)
    }
    await fetch(`${shop.address}/no/such/route`)

    const orders = crowd.customers.map(({ order }) => order!)
    const completed = orders.filter(({ status }) => status === 'completed')
    const revenue = completed.reduce((sum, { totalCents }) => sum + totalCents, 0)
    assert.deepEqual(await countAll(), {
      shown: before.shown + 7,
      ordered: before.ordered + 6,
      unmatched: before.unmatched + 1,
      completed: before.completed + completed.length,
      failed: before.failed + 6 - completed.length,
      revenue: before.revenue + revenue,
    })
    assert.ok((await metric(service, 'process_cpu_seconds_total', {})) > 0)
  })

  const login = { email: 'admin@shop.example', password: 'admin-password-1' }
  const owners = [
    { service: 'product-service', database: 'productdb', method: 'GET', path: '/products' },
    {
      service: 'ecommerce-service',
      database: 'ecommercedb',
      method: 'POST',
      path: '/auth/login',
      asking: { body: login },
    },
  ]
  for (const { service, database, method, path, asking } of owners) {
    it(`is not ready while ${database} is gone, and recovers without being restarted`, async () => {
      const admin = new Client(process.env['POSTGRES_URL'])
      await admin.connect()
      const name = new URL(shop.databaseUrls[database]!).pathname.slice(1)
      const block = (isBlocked: boolean) =>
        admin.query(`alter database ${name} connection limit ${isBlocked ? 0 : -1}`)
      const asked = () => makeAsker(shop.address)(method, path, asking)
      const ready = () => statusOf(service, '/health/ready')
      try {
        await block(true)
        await admin.query(
          `select pg_terminate_backend(pid) from pg_stat_activity where datname = $1`,
          [name],
        )
        assert.equal(await ready(), 503)
        assert.equal(await statusOf(service, '/health/live'), 200)
        const answer = await asked()
        assert.equal(answer.status, 503)
        assert.equal(answer.headers.get('retry-after'), '1')
        await block(false)
        await until('it is ready', ready, (status) => status === 200)
        assert.equal((await asked()).status, 200)
      } finally {
        await block(false)
        await admin.end()
      }
    })
  }
})
