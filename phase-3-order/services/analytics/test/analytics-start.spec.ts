// analytics-service as a whole: two ports, its own database, and Kafka that comes and goes.
import assert from 'node:assert/strict'
import { v7 as uuidv7 } from 'uuid'
import { until } from '../../../../scripts/until.ts'
import { openEventSink } from '../../../shared/kafka.ts'
import { givenDoor, givenKafka, type GivenKafka } from '../../../shared/test/given-kafka.ts'
import { readConfig } from '../config.ts'
import { eventOf, lineOf, messageOf, orderOf } from './given-events.ts'
import { givenProcess, type GivenProcess } from './given-process.ts'

describe('analytics-service', () => {
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

  const readiness = async () => (await shop.ops('/health/ready')).status
  const becomesReady = (status: number) =>
    until(`readiness is ${status}`, readiness, (now) => now === status)
  const metrics = async () => (await shop.ops('/metrics')).text()
  const revenue = async () => (await shop.get('revenue')).body.items

  it('is ready and answers before Kafka is there', async () => {
    assert.equal(await readiness(), 200)
    assert.deepEqual([(await shop.get('revenue')).status, await revenue()], [200, []])
    assert.match(await metrics(), /^kafka_connected\{.*\} 0$/m)
  })

  it('answers nobody but admins', async () => {
    assert.equal((await shop.get('revenue', 'customer')).status, 403)
  })

  it('counts what happened meanwhile as soon as Kafka is there', async () => {
    await using sink = openEventSink(kafka.place)
    const order = orderOf(uuidv7(), [lineOf(uuidv7(), 2, 450)])
    const { topic, key, value } = messageOf(eventOf('order.completed', order, new Date()))
    await sink.publish(topic, key!, value!)
    await sink.publish(topic, key!, value!)
    door.open()
    await until('it is counted', revenue, (hours) => hours?.[0]?.revenueCents === 900)
    const wanted = [
      /^kafka_connected\{.*\} 1$/m,
      /^kafka_consumer_lag\{.*topic="shop.orders".*\} 0$/m,
      /^kafka_consumer_lag\{.*topic="shop.carts".*\} 0$/m,
      /^inbox_duplicates_total\{.*\} 1$/m,
      /^http_request_duration_seconds_count\{.*route="\/analytics\/revenue"/m,
      /^db_pool_used\{service="analytics-service"\} \d$/m,
    ]
    const missing = async () => {
      const told = await metrics()
      return wanted.filter((series) => !series.test(told)).map(String)
    }
    await until('all is measured', missing, ({ length }) => length === 0)
    assert.equal((await revenue())?.[0]?.orders, 1)
  })

  it('is not ready while its database is gone, and recovers without being restarted', async () => {
    await shop.allowDatabase(false)
    await becomesReady(503)
    const answer = await shop.get('revenue')
    assert.deepEqual([answer.status, answer.headers.get('retry-after')], [503, '1'])
    assert.equal((await shop.ops('/health/live')).status, 200)
    await shop.allowDatabase(true)
    await becomesReady(200)
    assert.equal((await revenue())?.length, 1)
  })

  it('is gone soon after it is told to stop', async () => {
    const began = Date.now()
    await shop.stop()
    assert.ok(Date.now() - began < 15_000)
    await assert.rejects(shop.get('revenue'), /fetch failed/)
    await assert.rejects(shop.ops('/health/live'), /fetch failed/)
  })

  it('says in one line what is wrong with its configuration', () => {
    const environment = { ANALYTICS_PORT: 'http', ANALYTICS_ALLOWED_LATENESS_MS: '-1' }
    assert.throws(() => readConfig(environment), {
      message:
        'bad configuration: ANALYTICS_PORT cannot be "http" (a whole number from 0 to 65535); ' +
        'ANALYTICS_DATABASE_URL is missing; ' +
        'ANALYTICS_ALLOWED_LATENESS_MS cannot be "-1" (a whole number from 0 to 3600000)',
    })
  })

  it('needs to be told no more than where its database is', () => {
    const { kafkaBrokers, kafkaTopicPrefix, allowedLatenessMs, port } = readConfig({
      ANALYTICS_DATABASE_URL: 'postgres://localhost/analyticsdb',
    })
    assert.deepEqual(
      [kafkaBrokers, kafkaTopicPrefix, allowedLatenessMs, port],
      ['localhost:9092', '', 1000, 8040],
    )
  })
})
