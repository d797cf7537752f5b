// Where events come in: reads topics of Kafka as one of a group, for ever. Each message comes at least once, those of
// a partition in their order (kafka-batch.ts); who handles them must not mind that one comes again.
import type { Registry } from 'prom-client'
import { backoffMs, pause, readBatch, type Received } from './kafka-batch.ts'
import { type KafkaClient, makeKafka, makeTopics, type TopicShape } from './kafka-client.ts'
import { type Group, type Progress, startProgress } from './kafka-progress.ts'
import type { Log } from './log.ts'

/** Topics and group are named without the prefix, here and in what is handed on. */
type Options = {
  brokers: string
  groupId: string
  topics: string[]
  prefix: string
  /** One batch at a time, of one partition. Resolves when its effects are durable. While it rejects, the batch comes
   *  again: nothing is ever skipped. */
  handle(batch: Received[]): Promise<void>
  /** How far the group had read each partition at that moment. Called every second while Kafka answers and there is
   *  something to read, and every few seconds while there is not. */
  onProgress?(progress: Progress[], at: Date): Promise<void>
  log: Log
  registry: Registry
  shape?: TopicShape
  /** For so long a reader that died keeps its partitions. */
  sessionMs?: number
}

/** Reads until it is disposed of, whatever happens to Kafka meanwhile. Does not wait for it to be there. */
export function startConsumer(options: Options): AsyncDisposable {
  const { brokers, prefix, log, shape } = options
  const groupId = prefix + options.groupId
  const topics = options.topics.map((topic) => prefix + topic)
  const kafka = makeKafka({ brokers, clientId: options.groupId, log })
  const stopping = new AbortController()
  const { signal } = stopping
  const group: Group = { hasTopics: false, hasJoined: false, readAt: -Infinity }
  const handle = (batch: Received[]) => {
    group.readAt = performance.now()
    return options.handle(batch)
  }

  async function readForEver() {
    for (let failures = 0; !signal.aborted; failures++) {
      try {
        await makeTopics(kafka, topics, shape)
        group.hasTopics = true
        const reading = { ...options, groupId, topics, signal, handle }
        await readUntilCrash(kafka, reading, (hasJoined) => {
          group.hasJoined = hasJoined
          if (hasJoined) failures = 0
        })
      } catch (error) {
        log.warn({ err: error }, 'the reader of Kafka has stopped, a new one will start')
      }
      await pause(backoffMs(failures), signal)
    }
  }

  const ended = readForEver()
  const stopProgress = startProgress(kafka, { ...options, groupId, topics, group })
  return {
    async [Symbol.asyncDispose]() {
      stopping.abort()
      await Promise.all([ended, stopProgress()])
    },
  }
}

type Reading = Options & { signal: AbortSignal }

/** kafkajs repeats what may pass, and gives up for good at what it thinks will not: then this rejects. */
async function readUntilCrash(
  kafka: KafkaClient,
  reading: Reading,
  tell: (hasJoined: boolean) => void,
) {
  const { groupId, topics, signal, sessionMs = 10_000 } = reading
  const consumer = kafka.consumer({
    groupId,
    sessionTimeout: sessionMs,
    heartbeatInterval: sessionMs / 5,
    // For so long Kafka gathers what it hands over, unless there is much. Also how long stopping takes.
    maxWaitTimeInMs: 500,
    minBytes: 65_536,
    retry: { initialRetryTime: 100, retries: 3, restartOnFailure: async () => false },
  })
  const { promise: over, resolve: stop, reject: crash } = Promise.withResolvers<void>()
  over.catch(() => {}) // it may come before anybody waits for it
  consumer.on(consumer.events.GROUP_JOIN, () => tell(true))
  consumer.on(consumer.events.CRASH, ({ payload }) => crash(payload.error))
  const abort = () => stop()
  signal.addEventListener('abort', abort)
  try {
    await consumer.connect()
    await consumer.subscribe({ topics, fromBeginning: true })
    await consumer.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      eachBatch: (payload) => readBatch(payload, reading),
    })
    if (!signal.aborted) await over
  } finally {
    tell(false)
    signal.removeEventListener('abort', abort)
    await consumer.disconnect().catch(() => {})
  }
}
