// How far a group of readers has come, asked of Kafka: what it has said to have read, and what is there.
import { Gauge, type Registry } from 'prom-client'
import type { KafkaClient } from './kafka-client.ts'
import type { Log } from './log.ts'
import { startLoop } from './loop.ts'

export type Progress = {
  topic: string
  partition: number
  /** Messages that are there and not read. */
  lag: number
  /** All that was there at that moment has been read and handled, by whichever of the group. */
  isCaughtUp: boolean
}

type Watch = {
  groupId: string
  topics: string[]
  prefix: string
  group: Group
  onProgress?(progress: Progress[], at: Date): Promise<void>
  log: Log
  registry: Registry
}

export type Group = {
  hasTopics: boolean
  hasJoined: boolean
  /** When this one of the group was last given messages, as performance.now() tells it. */
  readAt: number
}

const everyMs = 1_000
/** Each question costs as much as a few messages. Where none come there is little to ask. */
const everyQuietMs = 5_000

/** Hands back how to stop. */
export function startProgress(kafka: KafkaClient, watch: Watch): () => Promise<void> {
  const { prefix, group, onProgress = async () => {}, log, registry } = watch
  const registers = [registry]
  const lag = new Gauge({
    name: 'kafka_consumer_lag',
    help: 'Messages that the group has not read yet',
    labelNames: ['topic'],
    registers,
  })
  const connected = new Gauge({
    name: 'kafka_connected',
    help: 'Whether Kafka answers and this process reads from it',
    registers,
  })
  let admin: ReturnType<KafkaClient['admin']> | undefined
  let wasThere: boolean | undefined
  let isCaughtUp = false
  let askedAt = -Infinity

  function tell(isThere: boolean, error?: unknown) {
    connected.set(isThere && group.hasJoined ? 1 : 0)
    if (isThere && wasThere === false) log.info('Kafka answers again')
    if (!isThere && wasThere !== false) log.warn({ err: error }, 'Kafka does not answer')
    wasThere = isThere
  }

  async function hangUp() {
    await admin?.disconnect().catch(() => {})
    admin = undefined
  }

  async function ask() {
    if (!admin) await (admin = kafka.admin()).connect()
    return findProgress(admin, watch.groupId, watch.topics)
  }

  function isQuiet() {
    const [sinceAsked, sinceRead] = [askedAt, group.readAt].map((at) => performance.now() - at)
    const hasNothing = group.hasJoined && isCaughtUp && sinceRead! > everyQuietMs
    return hasNothing && sinceAsked! < everyQuietMs
  }

  async function run() {
    if (!group.hasTopics || isQuiet()) return false
    askedAt = performance.now()
    isCaughtUp = false
    const at = new Date() // before the question: what the answer says was so by then
    let found: Progress[]
    try {
      found = await ask()
    } catch (error) {
      tell(false, error)
      await hangUp() // a new one finds the way to brokers that have moved
      return false
    }
    tell(true)
    isCaughtUp = found.every((one) => one.isCaughtUp)
    const progress = found.map((one) => ({ ...one, topic: one.topic.slice(prefix.length) }))
    for (const [topic, all] of Map.groupBy(progress, (one) => one.topic)) {
      lag.set(
        { topic },
        all.reduce((sum, one) => sum + one.lag, 0),
      )
    }
    await onProgress(progress, at)
    return false
  }

  const stop = startLoop({ name: 'progress of the reader', everyMs, log, run })
  return async () => {
    await stop()
    await hangUp()
  }
}

type Admin = ReturnType<KafkaClient['admin']>

/** First what is read, then what is there: if they are equal, all that was there has been read. */
async function findProgress(admin: Admin, groupId: string, topics: string[]): Promise<Progress[]> {
  const read = await admin.fetchOffsets({ groupId, topics })
  const all = await Promise.all(
    read.map(async ({ topic, partitions }) => {
      const next = new Map(partitions.map(({ partition, offset }) => [partition, Number(offset)]))
      const there = await admin.fetchTopicOffsets(topic)
      return there.map(({ partition, low, high }) => {
        // A group that has never read a partition begins with the oldest message that is kept.
        const lag = Number(high) - Math.max(next.get(partition) ?? -1, Number(low))
        return { topic, partition, lag: Math.max(lag, 0), isCaughtUp: lag <= 0 }
      })
    }),
  )
  return all.flat()
}
