// order-projector as a whole: two ports, its own database, order-service beside it, and Kafka that comes and goes.
import assert from 'node:assert/strict'
import { v7 as uuidv7 } from 'uuid'
import { until } from '../../../../scripts/until.ts'
import { topics } from '../../../contracts/events.ts'
import { openEventSink } from '../../../shared/kafka.ts'
import { makeKafka } from '../../../shared/kafka-client.ts'
import { givenDoor, givenKafka, type GivenKafka } from '../../../shared/test/given-kafka.ts'
import { lockTable } from '../../../test/given-lock.ts'
import { readConfig } from '../config.ts'
import type { OrderEvent } from '../projection-rules.ts'
import { eventOf, orderOf } from './given-events.ts'
import { givenProcess, type GivenProcess } from './given-process.ts'

describe('order-projector', function () {
  this.timeout(40_000)
  let kafka: GivenKafka
  let door: Awaited<ReturnType<typeof givenDoor>>
  let shop: GivenProcess
  before(async () => {
    kafka = await givenKafka()
    door = await givenDoor(kafka.brokers)
    shop = await givenProcess({ kafkaBrokers: door.brokers, kafkaTopicPrefix: kafka.prefix })
  })
  after(async () => {
    await shop.close()
    door.close()
    await kafka.close()
  })

  const order = orderOf()
  const readiness = async () => (await shop.ops('/health/ready')).status
  const becomesReady = (status: number) =>
    until(`readiness is ${status}`, readiness, (now) => now === status)
  const metrics = async () => (await shop.ops('/metrics')).text()
  async function publish(event: OrderEvent) {
    await using sink = openEventSink(kafka.place)
    await sink.publish(topics.orders, event.subject, JSON.stringify(event))
  }
  const timeline = async (userId = order.userId, id = order.orderId) =>
    shop.send('GET', `/orders/${id}/timeline`, await shop.tokens.tokenOf(userId))
  const asAdmin = async (method: string, path: string) =>
    shop.send(method, `/admin/${path}`, await shop.tokens.tokenOf(uuidv7(), 'admin'))

  it('says that it has no Kafka yet, and answers what order-service knows', async () => {
    assert.equal(await readiness(), 503)
    assert.equal((await shop.ops('/health/live')).status, 200)
    shop.ownerOf.set(order.orderId, order.userId)
    const { status, body } = await timeline()
    assert.deepEqual([status, body], [200, { items: [] }])
    assert.equal((await timeline(uuidv7())).status, 404)
    assert.equal((await asAdmin('POST', 'projections/rebuild')).status, 503)
  })

  it('tells what happened meanwhile as soon as Kafka is there', async () => {
    const event = eventOf('order.placed', order)
    for (let times = 0; times < 2; times++) await publish(event)
    door.open()
    const story = async () => (await timeline()).body.items
    await until('it is told', story, (items) => items?.length === 1)
    await becomesReady(200)
    const wanted = [
      /^kafka_connected\{.*\} 1$/m,
      /^kafka_consumer_lag\{.*topic="shop.orders".*\} 0$/m,
      /^inbox_duplicates_total\{.*\} 1$/m,
      /^http_request_duration_seconds_count\{.*route="\/orders\/:id\/timeline"/m,
      /^grpc_client_handled_seconds_count\{.*method="order.v1.OrderService\/FindOrder"/m,
      /^db_pool_used\{service="order-projector"\} \d$/m,
    ]
    const missing = async () => {
      const text = await metrics()
      return wanted.filter((series) => !series.test(text)).map(String)
    }
    await until('all is measured', missing, ({ length }) => length === 0)
  })

  it('has Kafka keep the events for ever, so that it can read them again', async () => {
    const admin = makeKafka(kafka.place).admin()
    await admin.connect()
    const retention = async () => {
      const name = kafka.prefix + topics.orders
      const resource = { type: 2, name, configNames: ['retention.ms'] }
      const { resources } = await admin.describeConfigs({
        includeSynonyms: false,
        resources: [resource],
      })
      return resources[0]!.configEntries[0]?.configValue
    }
    await until('they are kept', retention, (value) => value === '-1')
    await admin.disconnect()
  })

  it('needs order-service only for orders of which it has heard nothing', async () => {
    await shop.stopOrders()
    assert.equal((await timeline()).status, 200)
    assert.equal((await timeline(uuidv7())).status, 404)
    const unknown = await timeline(order.userId, uuidv7())
    assert.deepEqual([unknown.status, unknown.headers.get('retry-after')], [503, '1'])
  })

  it('is rebuilt when an admin wants it, and measures the readers of the new one', async () => {
    const { status, body } = await asAdmin('POST', 'projections/rebuild')
    assert.deepEqual([status, body.live?.generation], [202, 1])
    const live = async () => (await asAdmin('GET', 'projections/rebuild')).body.live?.generation
    await until('the new one is read', live, (generation) => generation === 2)
    assert.deepEqual(
      (await timeline()).body.items?.map(({ type }) => type),
      ['order.placed'],
    )
    assert.equal((await asAdmin('GET', 'orders/summary')).body.items?.[0]?.orders, 1)

    const lag = async () => Number(/^kafka_consumer_lag\{.*\} (\d+)$/m.exec(await metrics())?.[1])
    await using table = await lockTable(shop.config.databaseUrl, 'timeline_entries')
    await publish(eventOf('order.completed', order))
    await until('it lags', lag, (now) => now === 1)
    await table.release()
    await until('it has caught up', lag, (now) => now === 0)
  })

  it('is not ready while its database is gone, and recovers without being restarted', async () => {
    await shop.allowDatabase(false)
    await becomesReady(503)
    const answer = await timeline()
    assert.deepEqual([answer.status, answer.headers.get('retry-after')], [503, '1'])
    assert.equal((await shop.ops('/health/live')).status, 200)
    await shop.allowDatabase(true)
    await becomesReady(200)
    assert.equal((await timeline()).body.items?.length, 2)
  })

  it('is gone soon after it is told to stop', async () => {
    const began = Date.now()
    await shop.stop()
    assert.ok(Date.now() - began < 15_000)
    await assert.rejects(timeline(), /fetch failed/)
    await assert.rejects(shop.ops('/health/live'), /fetch failed/)
  })

  it('says in one line what is wrong with its configuration', () => {
    assert.throws(() => readConfig({ PROJECTOR_PORT: 'http', AUTH_KEYS_URL: 'ftp://keys' }), {
      message:
        'bad configuration: PROJECTOR_PORT cannot be "http" (a whole number from 0 to 65535); ' +
        'PROJECTOR_DATABASE_URL is missing; ' +
        'AUTH_KEYS_URL is not a URL that starts with http: or https://',
    })
  })

  it('needs to be told no more than where its database is', () => {
    const { port, opsPort, orderAddress, kafkaBrokers } = readConfig({
      PROJECTOR_DATABASE_URL: 'postgres://localhost/projectordb',
    })
    assert.deepEqual(
      [port, opsPort, orderAddress, kafkaBrokers],
      [8070, 8071, 'localhost:8012', 'localhost:9092'],
    )
  })
})
