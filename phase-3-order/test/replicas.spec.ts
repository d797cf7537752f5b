// Any number of each service may run. Here all of them run twice, over the same databases, queues, topics and card
// processor, and share the work. When one dies that has a saga in hand, another one goes on with it.
import assert from 'node:assert/strict'
import { audit, type Past, readPast } from '../../scripts/faults/audit.ts'
import { gatherCrowd, type Crowd } from '../../scripts/faults/crowd.ts'
import type { Moment } from '../../scripts/faults/doom.ts'
import { readMetric } from '../../scripts/faults/metrics.ts'
import { query } from '../../scripts/faults/query.ts'
import type { Shop } from '../../scripts/shop.ts'
import { until } from '../../scripts/until.ts'
import { topics } from '../contracts/events.ts'
import { type DoomedShop, doomedShop } from './given-doomed-shop.ts'
import { readStories } from './given-stories.ts'
import { givenShop } from './given-shop.ts'

const size = 30
const goesOnWithinMs = 5_000

/** Of the sagas that order-service has in hand it is killed at these. */
const deaths: [words: string, moment: Moment, of: string][] = [
  ['has promised an order', 'after', '^POST /orders sql with claimed'],
  ['is about to send a command', 'before', '^(POST /orders|loop) publish \\S+ cart.commands$'],
  ['has moved sagas', 'after', '^(items.reserved|loop) sql with asked'],
  ['is about to hold the stock', 'before', '^items.reserved call \\S*HoldStock'],
  ['has promised the payment', 'after', '^(items.reserved|loop) call \\S*CreatePayment'],
]

describe('two of every service', function () {
  this.timeout(180_000)
  const opened = new AsyncDisposableStack()
  let first: DoomedShop
  let second: Shop
  let crowd: Crowd
  let past: Past

  before(async () => {
    first = await doomedShop()
    const { databaseUrls: adopt, topicPrefix, queuePrefix } = first
    second = opened.use(await givenShop({ adopt, topicPrefix, queuePrefix }))
    crowd = await gatherCrowd(first.address, size, { upTo: 100 })
    past = await readPast(crowd, first)
  })
  after(() => opened.disposeAsync())

  const countedBy = (name: string, metric: string) =>
    Promise.all([first, second].map(({ opsAddresses }) => readMetric(opsAddresses[name]!, metric)))

  it('share the work', async () => {
    const before = await countedBy('order-service', 'shop_orders_total')
    const here = crowd.customers.slice(0, size / 2).map(crowd.checkOut)
    crowd.moveTo(second.address)
    const there = crowd.customers.slice(size / 2).map(crowd.checkOut)
    await Promise.all([...here, ...there])
    for (const customer of crowd.customers) {
      if (!customer.order) await crowd.untilAnswered(customer) // who meets for the first time may be slow
    }
    await crowd.waitUntilFinal()
    const ended = await countedBy('order-service', 'shop_orders_total')
    for (const [i, many] of ended.entries()) assert.ok(many > before[i]!, `${ended.join()} orders`)
    for (const [name, metric] of [
      ['cart-service', 'grpc_server_handled_seconds_count'],
      ['payment-service', 'grpc_server_handled_seconds_count'],
      ['product-service', 'grpc_server_handled_seconds_count'],
    ] as const) {
      for (const many of await countedBy(name, metric)) assert.ok(many > 0, `${name} had no work`)
    }
  })

  it('end each order once, and charge it once', async () => {
    const ids = crowd.customers.map(({ order }) => `'${order!.id}'`).join()
    const ends = await query(
      first.databaseUrls['orderdb']!,
      `select count(*)::int as ends from order_history
       where type in ('order.completed', 'order.failed') and order_id in (${ids}) group by order_id`,
    )
    assert.deepEqual(
      ends,
      Array.from({ length: size }, () => ({ ends: 1 })),
    )
  })

  const ask = (sql: string) => query(first.databaseUrls['orderdb']!, sql)
  const findUnfinished = () =>
    ask(`select id::text, clock_timestamp()::text as at from sagas where due_at is not null`)

  /** By the clock of the database: when the saga has moved or is over, or its first command has left. */
  async function untilGoesOn(id: string, diedAt: string): Promise<number> {
    const read = async () => {
      const [saga] = await ask(
        `select (1000 * extract(epoch from least(
           (select min(at) from saga_log where saga_id = sagas.id and at > '${diedAt}'),
           case when due_at is null or version = 0 and not exists (
             select from outbox where key = sagas.id::text and type = 'reserve.items'
           ) then clock_timestamp() end
         ) - '${diedAt}'::timestamptz))::int as ms
         from sagas where id = '${id}'`,
      )
      return saga!['ms'] as number | null
    }
    return (await until('it goes on', read, (ms) => ms !== null))!
  }

  for (const [words, moment, of] of deaths) {
    it(`go on within 5 s with the saga of an order-service that ${words}, and is killed`, async () => {
      const join = () => crowd.join('pm_card_visa')
      const customers = await Promise.all([join(), join(), join(), join()])
      const doom = first.dooms['order-service']
      doom.arm({ moment, at: 1, of })
      crowd.moveTo(first.address)
      const told = [Promise.allSettled(customers.map(crowd.checkOut))]
      // All that these are told about may come to the other one: then somebody else has to check out.
      async function isKilled() {
        if (doom.hasStruck()) return true
        const customer = await join()
        customers.push(customer)
        told.push(Promise.allSettled([crowd.checkOut(customer)]))
        return doom.hasStruck()
      }
      await until('it is killed', isKilled, Boolean, 10_000)
      try {
        const unfinished = await findUnfinished()
        // After the effect another one may have gone on already.
        if (moment === 'before') assert.ok(unfinished.length > 0)
        const goOn = unfinished.map(({ id, at }) => untilGoesOn(String(id), String(at)))
        for (const ms of await Promise.all(goOn)) {
          assert.ok(ms < goesOnWithinMs, `after ${ms} ms`)
        }
        await Promise.all(told)
        crowd.moveTo(second.address)
        await Promise.all(customers.map(crowd.untilAnswered))
      } finally {
        await first.kill('order-service')
        await first.start('order-service')
      }
      for (const customer of customers) {
        assert.equal((await crowd.untilFinal(customer)).status, 'completed')
      }
    })
  }

  it('leave stock, holds, money, carts, reports and timelines whole', () =>
    audit(crowd, first, past))

  it('tell every order’s story in its order', async () => {
    const url = first.databaseUrls['orderdb']!
    const history = await query(
      url,
      `select order_id::text as id, string_agg(type, ',' order by id) as story
       from order_history group by order_id`,
    )
    const due = new Map(history.map(({ id, story }) => [String(id), String(story)]))
    const stories = await readStories(first, topics.orders)
    assert.deepEqual([...stories.keys()].toSorted(), [...due.keys()].toSorted())
    for (const [id, story] of stories) assert.equal(story, due.get(id))
  })
})
