// What operators see: liveness, readiness that tells the truth, and numbers that add up.
import assert from 'node:assert/strict'
import { Client } from 'pg'
import { gatherCrowd } from '../../scripts/faults/crowd.ts'
import { startServers, type Servers } from '../../scripts/infra/infra.ts'
import { until } from '../../scripts/until.ts'
import { startShop, type Shop } from '../../scripts/shop.ts'

const env = { AUTH_SCRYPT_LOG2_COST: '12', LOG_LEVEL: 'warn', PROVIDER_SLOW_MS: '2000' }

describe('the ops port', () => {
  let servers: Servers
  let shop: Shop
  before(async () => {
    servers = await startServers(['postgres'])
    shop = await startShop({ phase: 0, servers, ports: 'free', env })
  })
  after(async () => {
    await shop[Symbol.asyncDispose]()
    await servers[Symbol.asyncDispose]()
  })

  const ops = (path: string) => fetch(shop.opsAddresses['ecommerce-service'] + path)
  const statusOf = async (path: string) => (await ops(path)).status

  /** The value of one series, e.g. `db_pool_used{service="ecommerce-service"}`; 0 if it is not there. */
  async function metric(name: string, labels: Record<string, string>): Promise<number> {
    const lines = (await (await ops('/metrics')).text()).split('\n')
    const wanted = Object.entries(labels).map(([label, value]) => `${label}="${value}"`)
    const found = lines.find(
      (line) => line.startsWith(`${name}{`) && wanted.every((text) => line.includes(text)),
    )
    return Number(found?.split(' ').at(-1) ?? 0)
  }

  it('says that the process is alive and can work', async () => {
    assert.equal(await statusOf('/health/live'), 200)
    assert.equal(await statusOf('/health/ready'), 200)
  })

  it('is not behind the public address', async () => {
    for (const path of ['/metrics', '/health/live', '/health/ready']) {
      assert.equal((await fetch(shop.address + path)).status, 404)
    }
  })

  it('counts requests by route pattern, orders by status, and revenue to the cent', async () => {
    const service = 'ecommerce-service'
    const http = (route: string, status: string) =>
      metric('http_request_duration_seconds_count', { service, route, status })
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
    assert.equal(await http('/products/:id', '200'), 7)
    assert.equal(await http('/orders', '201'), 6)
    assert.equal(await http('unmatched', '404'), unmatchedBefore + 1)
    assert.equal(
      await metric('shop_orders_total', { service, status: 'completed' }),
      completed.length,
    )
    assert.equal(
      await metric('shop_orders_total', { service, status: 'failed' }),
      6 - completed.length,
    )
    assert.equal(await metric('shop_revenue_cents_total', { service }), revenue)
    assert.ok((await metric('process_cpu_seconds_total', { service })) > 0)
  }).timeout(60_000)

  it('is not ready while the database is gone, and recovers without being restarted', async () => {
    const admin = new Client(servers.postgresUrl)
    await admin.connect()
    const name = new URL(shop.databaseUrls['ecommercedb'] ?? '').pathname.slice(1)
    const block = (isBlocked: boolean) =>
      admin.query(`alter database ${name} connection limit ${isBlocked ? 0 : -1}`)
    try {
      await block(true)
      await admin.query(
        `select pg_terminate_backend(pid) from pg_stat_activity where datname = $1`,
        [name],
      )
      assert.equal(await statusOf('/health/ready'), 503)
      assert.equal(await statusOf('/health/live'), 200)
      const answer = await fetch(`${shop.address}/products`)
      assert.equal(answer.status, 503)
      assert.equal(answer.headers.get('retry-after'), '1')
      await block(false)
      await until(
        'it is ready',
        () => statusOf('/health/ready'),
        (status) => status === 200,
      )
      assert.equal((await fetch(`${shop.address}/products`)).status, 200)
    } finally {
      await block(false)
      await admin.end()
    }
  }).timeout(20_000)
})
