// Kafka is killed, and away for a minute while customers go on. Nobody notices but the shopkeeper, who hears of it all later.
import assert from 'node:assert/strict'
import { makeAsker } from '../../scripts/caller.ts'
import { type Answer, keepAsking, timed } from '../../scripts/faults/answers.ts'
import { audit } from '../../scripts/faults/audit.ts'
import { gatherCrowd, type Crowd } from '../../scripts/faults/crowd.ts'
import { readMetric } from '../../scripts/faults/metrics.ts'
import { query } from '../../scripts/faults/query.ts'
import { startOwn, startServers } from '../../scripts/infra/infra.ts'
import { kafkaClient } from '../../scripts/infra/kafka-client.ts'
import type { Shop } from '../../scripts/shop.ts'
import { until } from '../../scripts/until.ts'
import { readEvent, topics } from '../contracts/events.ts'
import { untilReportsAgree } from './given-reports.ts'
import { givenShop } from './given-shop.ts'
import { passTime } from './given-time.ts'

const outageMs = 60_000

describe('while Kafka is away', function () {
  this.timeout(300_000)
  const opened = new AsyncDisposableStack()
  let shop: Shop
  let crowd: Crowd
  let checkouts: Answer[]
  let others: Answer[]

  before(async function () {
    const kafka = opened.use(await startOwn('kafka'))
    if (!kafka.outage) {
      this.test!.title += ' (skipped: this broker would forget what it has)'
      this.skip()
    }
    const servers = await startServers(['postgres'])
    shop = opened.use(await givenShop({ servers: { ...servers, kafkaBrokers: kafka.address } }))
    crowd = await gatherCrowd(shop.address, 10, { upTo: 100 })
    await crowd.checkOutAll()
    await crowd.waitUntilFinal()
    await untilReportsAgree(shop)

    await kafka.outage.begin()
    await goOn()
    assert.ok((await pendingEvents()) > 0)
    await kafka.outage.end()
  })
  after(() => opened.disposeAsync())

  /** Customers come, and everybody asks for what they want, until the minute is over. */
  async function goOn() {
    const over = AbortSignal.timeout(outageMs)
    const ask = makeAsker(shop.address)
    const { token } = crowd.customers[0]!
    const look = ['/products?limit=5', '/orders', '/cart']
    let turn = 0
    ;[checkouts, others] = await Promise.all([
      keepAsking(1_000, over, async () => {
        const customer = await crowd.join(turn % 4 ? 'pm_card_visa' : 'pm_card_declined')
        const answer = await timed('/orders', () => crowd.checkOut(customer))
        if (!customer.order) await crowd.untilAnswered(customer)
        return answer
      }),
      keepAsking(2_000, over, () => {
        const path = look[turn++ % look.length]!
        return timed(path, () => ask('GET', path, { token }))
      }),
    ])
  }

  const publishers = { 'ecommerce-service': topics.orders, 'cart-service': topics.carts }
  async function pendingEvents(): Promise<number> {
    let pending = 0
    for (const [name, destination] of Object.entries(publishers)) {
      pending += await readMetric(shop.opsAddresses[name]!, 'outbox_pending', { destination })
    }
    return pending
  }

  it('checkouts are answered with an order, as ever', () => {
    assert.ok(checkouts.length > 45, `only ${checkouts.length} checkouts`)
    const refused = checkouts.filter(({ status }) => status !== 201)
    // A busy machine is late now and then, with Kafka and without.
    assert.ok(refused.length < checkouts.length / 20, JSON.stringify(refused))
  })

  it('customers look at products, orders and carts as ever', () => {
    assert.ok(others.length > 22, `only ${others.length} visits`)
    for (const visit of others) assert.equal(visit.status, 200, JSON.stringify(visit))
  })

  it('no process is called unfit: to start it again would not help', async () => {
    for (const address of Object.values(shop.opsAddresses)) {
      assert.equal((await fetch(`${address}/health/ready`)).status, 200, address)
    }
  })

  it('events only wait: afterwards all of them are told, and every report is right', async () => {
    await passTime(shop)
    await crowd.waitUntilFinal()
    await until('no event waits', pendingEvents, (pending) => pending === 0, 90_000)
    await untilReportsAgree(shop)
  })

  it('each order’s story is in its topic, in order, and nothing else', async () => {
    const url = shop.databaseUrls['ecommercedb']!
    const history = await query(
      url,
      `select order_id::text as id, string_agg(type, ',' order by id) as story
       from order_history group by order_id`,
    )
    const due = new Map(history.map(({ id, story }) => [String(id), String(story)]))
    const stories = await readStories()
    assert.deepEqual([...stories.keys()].toSorted(), [...due.keys()].toSorted())
    for (const [id, story] of stories) assert.equal(story, due.get(id))
  })

  /** By order, as its first telling has it: one that was sent again is further back. */
  async function readStories(): Promise<Map<string, string>> {
    const kafka = kafkaClient(shop.kafkaBrokers)
    const topic = shop.topicPrefix + topics.orders
    const admin = kafka.admin()
    await admin.connect()
    const ends = await admin.fetchTopicOffsets(topic)
    await admin.disconnect()
    const consumer = kafka.consumer({ groupId: `${topic}-spec`, maxWaitTimeInMs: 100 })
    await consumer.connect()
    await consumer.subscribe({ topic, fromBeginning: true })
    const unread = new Map(ends.map(({ partition, high }) => [partition, Number(high)]))
    const seen = new Set<string>()
    const stories = new Map<string, string[]>()
    await consumer.run({
      async eachMessage({ partition, message }) {
        const { id, type, subject } = readEvent(String(message.value))
        assert.equal(String(message.key), subject)
        if (!seen.has(id)) stories.set(subject, [...(stories.get(subject) ?? []), type])
        seen.add(id)
        if (Number(message.offset) + 1 >= unread.get(partition)!) unread.delete(partition)
      },
    })
    const left = async () => [...unread.values()].filter((high) => high > 0).length
    await until('the topic is read', left, (count) => count === 0)
    await consumer.disconnect()
    return new Map([...stories].map(([id, types]) => [id, types.join()]))
  }

  it('leaves stock, money and carts whole', () => audit(crowd, shop))
})
