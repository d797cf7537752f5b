// Any number of each service may run. Here all of them run twice, over the same databases, topics and card processor,
// and find the same orders left over: each order is settled once.
import assert from 'node:assert/strict'
import { makeAsker } from '../../scripts/caller.ts'
import { audit, type Past, readPast } from '../../scripts/faults/audit.ts'
import { gatherCrowd, type Crowd } from '../../scripts/faults/crowd.ts'
import { readMetric } from '../../scripts/faults/metrics.ts'
import { query } from '../../scripts/faults/query.ts'
import type { Shop } from '../../scripts/shop.ts'
import { until } from '../../scripts/until.ts'
import { lockTable } from './given-lock.ts'
import { sharedShop } from './given-shared-shop.ts'
import { givenShop } from './given-shop.ts'
import { passTime, stopTime } from './given-time.ts'

/** More than one of them takes at a time. */
const size = 30

describe('two of every service', function () {
  this.timeout(180_000)
  const opened = new AsyncDisposableStack()
  let shops: [Shop, Shop]
  let crowd: Crowd
  let past: Past

  before(async () => {
    const first = await sharedShop()
    const { databaseUrls: adopt, topicPrefix } = first
    crowd = await gatherCrowd(first.address, size, { upTo: size + 2 })
    past = await readPast(crowd, first)
    for (const [i, customer] of crowd.customers.entries()) {
      customer.paymentMethod = i % 3 ? 'pm_card_visa' : 'pm_card_declined'
    }
    const behave = makeAsker(first.providerAddress)
    await behave('PUT', '/behaviour', { body: { down: true } })
    await crowd.checkOutAll()
    await first.kill('ecommerce-service')
    await stopTime(first)
    await behave('DELETE', '/behaviour')

    shops = [first, opened.use(await givenShop({ adopt, topicPrefix }))]
    await first.start('ecommerce-service')
    // Nobody comes to an end before both have begun.
    await using payments = await lockTable(first.databaseUrls['ecommercedb']!, 'payments')
    await passTime(first)
    const due = 'select from orders where settle_at <= clock_timestamp()'
    await until(
      'all orders are taken',
      () => ask(due),
      (rows) => rows.length === 0,
    )
    await payments.release()
    await crowd.waitUntilFinal()
  })
  after(() => opened.disposeAsync())

  const ask = <Row>(sql: string) =>
    query(shops[0].databaseUrls['ecommercedb']!, sql) as Promise<Row[]>

  it('settle together what was left over', async () => {
    const orders = crowd.customers.map(({ order }) => order!)
    const completed = orders.filter(({ status }) => status === 'completed')
    assert.equal(completed.length, (size * 2) / 3)
    const settledBy = await Promise.all(
      shops.map((shop) => readMetric(shop.opsAddresses['ecommerce-service']!, 'shop_orders_total')),
    )
    for (const settled of settledBy) assert.ok(settled > 0, `settled: ${settledBy.join()}`)
    assert.equal(settledBy[0]! + settledBy[1]!, size)
  })

  it('settle nothing twice: each order has one end, and is charged once', async () => {
    const ids = crowd.customers.map(({ order }) => `'${order!.id}'`).join()
    const ends = await ask<{ ends: number }>(
      `select count(*)::int as ends from order_history
       where type in ('order.completed', 'order.failed') and order_id in (${ids}) group by order_id`,
    )
    assert.deepEqual(
      ends,
      Array.from({ length: size }, () => ({ ends: 1 })),
    )
  })

  it('leave stock, money, carts and reports whole', () => audit(crowd, shops[0], past))

  it('sell on, whichever of them a customer comes to', async () => {
    for (const { address } of shops) {
      crowd.moveTo(address)
      const customer = await crowd.join('pm_card_visa')
      await crowd.untilAnswered(customer)
      assert.equal((await crowd.untilFinal(customer)).status, 'completed')
    }
    await audit(crowd, shops[0], past)
  })
})
