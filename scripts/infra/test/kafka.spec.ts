// Kafka as every task gets it: what the phases will rest on, through kafkajs.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { Partitioners } from 'kafkajs'
import type { Admin, Consumer, Producer } from 'kafkajs'
import { kafkaClient } from '../kafka-client.ts'

describe('kafka', function () {
  this.timeout(20_000)
  const topic = `infra.${randomUUID()}`
  let admin: Admin
  let producer: Producer
  let consumer: Consumer
  let isImitation = false

  before(async () => {
    const kafka = kafkaClient(process.env.KAFKA_BROKERS ?? '')
    admin = kafka.admin()
    producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner })
    // The default, five seconds, is also how long disconnecting takes.
    consumer = kafka.consumer({ groupId: topic, maxWaitTimeInMs: 250 })
    await Promise.all([admin.connect(), producer.connect(), consumer.connect()])
    await admin
      .createTopics({ topics: [{ topic, numPartitions: 3 }], waitForLeaders: true })
      .catch((error: Error) => {
        // kcat's has no controller, and makes a topic of whatever it is asked for.
        isImitation = error.name === 'KafkaJSBrokerNotFound'
        if (!isImitation) throw error
      })
  })
  after(async () => {
    if (!isImitation) await admin.deleteTopics({ topics: [topic] })
  })
  after(() => Promise.all([producer.disconnect(), consumer.disconnect(), admin.disconnect()]))

  it('costs next to no timers while it has nothing to do', async () => {
    const original = globalThis.setTimeout
    let timers = 0
    globalThis.setTimeout = Object.assign((...args: Parameters<typeof original>) => {
      timers += 1
      return original(...args)
    }, original)
    await sleep(500).finally(() => (globalThis.setTimeout = original))
    assert.ok(timers < 20, `${timers} timers in half a second`)
  })

  it('hands a group every message, in order for each key', async () => {
    const keys = ['mug', 'pen', 'cap']
    const received = new Map(keys.map((key) => [key, [] as string[]]))
    const all = Promise.withResolvers<void>()
    await consumer.subscribe({ topic, fromBeginning: true })
    await consumer.run({
      async eachMessage({ message: { key, value } }) {
        received.get(String(key))?.push(String(value))
        if ([...received.values()].flat().length === 9) all.resolve()
      },
    })
    for (const value of ['1', '2', '3']) {
      await producer.send({ topic, acks: -1, messages: keys.map((key) => ({ key, value })) })
    }
    await all.promise
    for (const key of keys) assert.deepEqual(received.get(key), ['1', '2', '3'])
  })

  it('refuses a topic that nobody has created', async function () {
    if (isImitation) {
      this.test!.title += ' (skipped: this is kcat, which imitates Kafka)'
      this.skip()
    }
    const misspelt = admin.fetchTopicMetadata({ topics: [`${topic}.misspelt`] })
    await assert.rejects(misspelt, { type: 'UNKNOWN_TOPIC_OR_PARTITION' })
  })
})
