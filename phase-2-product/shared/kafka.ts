// Where events go out: a sink that publishes into topics of Kafka. Their way back in: kafka-consumer.ts.
import { gather } from './gather.ts'
import {
  type KafkaPlace,
  makeKafka,
  makeTopics,
  partitioner,
  type TopicShape,
} from './kafka-client.ts'

export type EventSink = AsyncDisposable & {
  /** Resolves when every replica that must have it has it. A rejection says nothing: it may be there all the same, or
   *  come to be there. Publish again until it resolves, and only then the next of the same key. */
  publish(topic: string, key: string, value: string): Promise<void>
}

/** `prefix` stands before each topic's name, so that others may use the same brokers. */
type Place = KafkaPlace & { prefix: string }

const patienceMs = 5_000

/** Opens nothing until something is published, and comes back by itself after the brokers were away. */
export function openEventSink({ prefix, ...place }: Place, shape: TopicShape = {}): EventSink {
  let line: Line | undefined
  let isClosed = false
  const closing = new Set<Promise<void>>()

  function hangUp(old: Line) {
    if (line === old) line = undefined
    const closed = old.close().finally(() => closing.delete(closed))
    closing.add(closed)
  }

  return {
    async publish(topic, key, value) {
      if (isClosed) throw new Error('the sink is closed')
      const mine = (line ??= openLine(place, shape))
      try {
        await within(patienceMs, mine.send(prefix + topic, key, value))
      } catch (error) {
        // The next one takes a new line: to wait on an old one may take TCP a quarter of an hour.
        hangUp(mine)
        throw error
      }
    },

    async [Symbol.asyncDispose]() {
      isClosed = true
      if (line) hangUp(line)
      await Promise.all(closing)
    },
  }
}

type Line = ReturnType<typeof openLine>
type Event = { key: string; value: string }

function openLine(place: KafkaPlace, shape: TopicShape) {
  const kafka = makeKafka(place)
  const producer = kafka.producer({ ...partitioner, allowAutoTopicCreation: false })
  const connected = producer.connect()
  const made = new Map<string, Promise<void>>()
  const running = new Set<Promise<void>>()

  function make(topic: string): Promise<void> {
    const known = made.get(topic) ?? makeTopics(kafka, [topic], shape)
    made.set(topic, known)
    return known
  }

  /** A request for one event costs Kafka as much as one for a hundred. */
  function makeSender(topic: string) {
    return gather(async (messages: Event[]) => {
      await Promise.all([connected, make(topic)])
      await producer.send({ topic, acks: -1, timeout: patienceMs, messages })
    })
  }
  const senders = new Map<string, ReturnType<typeof makeSender>>()

  function send(topic: string, event: Event): Promise<void> {
    const sender = senders.get(topic) ?? makeSender(topic)
    senders.set(topic, sender)
    return sender(event)
  }

  let closed: Promise<void> | undefined
  async function close() {
    await Promise.allSettled([connected, ...running]) // or they might open again what is closed here
    await producer.disconnect().catch(() => {})
  }

  return {
    send(topic: string, key: string, value: string) {
      const sent = send(topic, { key, value }).finally(() => running.delete(sent))
      running.add(sent)
      return sent
    },
    close: () => (closed ??= close()),
  }
}

async function within(ms: number, work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`Kafka has not confirmed within ${ms} ms`)), ms)
  })
  await Promise.race([work, late]).finally(() => clearTimeout(timer))
}
