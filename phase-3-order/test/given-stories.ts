// What a topic tells, read from its beginning to its end.
import assert from 'node:assert/strict'
import { kafkaClient } from '../../scripts/infra/kafka-client.ts'
import type { Shop } from '../../scripts/shop.ts'
import { until } from '../../scripts/until.ts'
import { readEvent } from '../contracts/events.ts'

/** By subject, the types of its events in their order, each as its first telling has it: one that was sent again is
 *  further back. What cannot be read is left out. */
export async function readStories(shop: Shop, name: string): Promise<Map<string, string>> {
  const kafka = kafkaClient(shop.kafkaBrokers)
  const topic = shop.topicPrefix + name
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
