// kafkajs, and the only file that knows it by name: how a client is made, and how a topic. What goes into topics and
// comes out of them: kafka.ts and kafka-consumer.ts.
import { createRequire } from 'node:module'
import { Kafka, logLevel, Partitioners } from 'kafkajs'
import type { Log } from './log.ts'

type RequestQueue = { pending: unknown[]; throttledUntil: number }
type Queues = { prototype: { scheduleCheckPendingRequests(this: RequestQueue): void } }

/** 2.2.4 sets hundreds of timers a second, with negative times, for a connection that has nothing to do (kafkajs
 *  #1751). Another version may have mended that, or moved it: it is left alone. Hands back whether it was touched. */
export function stopIdleTimers(version: string, load: () => Queues): boolean {
  if (version !== '2.2.4') return false
  const { prototype } = load()
  const schedule = prototype.scheduleCheckPendingRequests
  prototype.scheduleCheckPendingRequests = function () {
    if (this.pending.length > 0 || this.throttledUntil > Date.now()) schedule.call(this)
  }
  return true
}

const require = createRequire(import.meta.url)
const { version } = require('kafkajs/package.json') as { version: string }
stopIdleTimers(version, () => require('kafkajs/src/network/requestQueue') as Queues)

export type KafkaClient = Kafka
/** `brokers` is host:port, or several with commas between. */
export type KafkaPlace = { brokers: string; clientId: string; log: Log }

/** Short tries, and few: whoever uses it tries again for as long as it takes. */
export const makeKafka = ({ brokers, clientId, log }: KafkaPlace): KafkaClient =>
  new Kafka({
    clientId,
    brokers: brokers.split(',').map((broker) => broker.trim()),
    connectionTimeout: 1_000,
    requestTimeout: 3_000,
    retry: { initialRetryTime: 100, retries: 3 },
    // Its errors are mostly tries that are repeated. What comes of them, its users tell.
    logLevel: logLevel.WARN,
    logCreator: () => (entry) => log.debug({ kafkajs: entry.log }, entry.log.message),
  })

/** The same partition for a key as Java's clients choose. */
export const partitioner = { createPartitioner: Partitioners.DefaultPartitioner }

export type TopicShape = { partitions?: number; replicas?: number }

/** Makes the topics that are not there. Those that are stay as they are. */
export async function makeTopics(kafka: KafkaClient, topics: string[], shape: TopicShape = {}) {
  const { partitions: numPartitions = 4, replicas: replicationFactor = 1 } = shape
  const admin = kafka.admin()
  try {
    await admin.connect()
    const wanted = topics.map((topic) => ({ topic, numPartitions, replicationFactor }))
    await admin.createTopics({ topics: wanted }).catch(async (error: unknown) => {
      // We may not make topics here. That does not matter where somebody else has made them.
      const { topics: found } = await admin.fetchTopicMetadata({ topics })
      if (found.length < topics.length) throw error
    })
  } finally {
    await admin.disconnect()
  }
}
