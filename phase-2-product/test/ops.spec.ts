// What operators see: liveness, readiness that tells the truth, and numbers that add up.
import assert from 'node:assert/strict'
import { Client } from 'pg'
import { makeAsker } from '../../scripts/caller.ts'
import { gatherCrowd } from '../../scripts/faults/crowd.ts'
import { type Labels, readMetric } from '../../scripts/faults/metrics.ts'
import { startServers, type Servers } from '../../scripts/infra/infra.ts'
import { until } from '../../scripts/until.ts'
import { startShop, type Shop } from '../../scripts/shop.ts'

const env = { AUTH_SCRYPT_LOG2_COST: '12', LOG_LEVEL: 'warn', PROVIDER_SLOW_MS: '2000' }

describe('the ops port', () => {
  let servers: Servers
  let shop: Shop
  before(async () => {
    servers = await startServers(['postgres', 'kafka'])
    shop = await startShop({ phase: 2, servers, ports: 'free', env })
  })
  after(async () => {
    await shop[Symbol.asyncDispose]()
    await servers[Symbol.asyncDispose]()
  })

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
    const unmatchedBefore = await http('unmatched', '404')
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
    assert.equal(await http('/products/:id', '200', 'product-service'), 7)
    assert.equal(await http('/orders', '201'), 6)
    assert.equal(await http('unmatched', '404'), unmatchedBefore + 1)
    const counted = (status: string) => metric(service, 'shop_orders_total', { status })
    assert.equal(await counted('completed'), completed.length)
    assert.equal(await counted('failed'), 6 - completed.length)
    assert.equal(await metric(service, 'shop_revenue_cents_total', {}), revenue)
    assert.ok((await metric(service, 'process_cpu_seconds_total', {})) > 0)
  }).timeout(60_000)

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
      const admin = new Client(servers.postgresUrl)
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
        await admin.end()
      }
    }).timeout(20_000)
  }
})
