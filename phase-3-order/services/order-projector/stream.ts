// The stream of orders as Kafka keeps it: from its first event on, for ever.
import { topics } from '../../contracts/events.ts'
import { type KafkaPlace, makeKafka, makeTopics } from '../../shared/kafka-client.ts'
import { keepForEver } from '../../shared/kafka-retention.ts'
import type { Stretch } from './generation-store.ts'

export function openStream({ prefix, ...place }: KafkaPlace & { prefix: string }) {
  const kafka = makeKafka(place)
  const topic = prefix + topics.orders
  let isKept = false

  return {
    async findStream(): Promise<Stretch[]> {
      await makeTopics(kafka, [topic])
      const admin = kafka.admin()
      try {
        await admin.connect()
        const found = await admin.fetchTopicOffsets(topic)
        return found.map(({ partition, low, high }) => ({
          topic: topics.orders,
          partition,
          begin: Number(low),
          end: Number(high),
        }))
      } finally {
        await admin.disconnect()
      }
    },

    /** Once is enough. */
    async keep(): Promise<void> {
      if (isKept) return
      await makeTopics(kafka, [topic])
      if (await keepForEver(kafka, topic)) place.log.info({ topic }, 'events are kept for ever')
      isKept = true
    },
  }
}
