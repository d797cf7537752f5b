// order-projector without its processes: a stream that stays in memory, and as many generations as anybody asks for.
import { setImmediate as nextTurn } from 'node:timers/promises'
import { Registry } from 'prom-client'
import { topics } from '../../../contracts/events.ts'
import { AppError } from '../../../shared/errors.ts'
import type { Received } from '../../../shared/kafka-batch.ts'
import { givenDatabase } from '../../../test/given-database.ts'
import { findGenerations } from '../generation-store.ts'
import { migrations } from '../migrations.ts'
import type { OrderEvent } from '../projection-rules.ts'
import { makeProjectorConsumer } from '../projector-consumer.ts'
import { makeTimeline } from '../timeline.ts'
import { messageOf, partitions } from './given-events.ts'

export type GivenProjector = Awaited<ReturnType<typeof givenProjector>>

export async function givenProjector() {
  const { db, url, close } = await givenDatabase(migrations)
  const registry = new Registry()
  const handle = makeProjectorConsumer({ db, registry })
  let asked = 0
  const orders = {
    async findOrder(): Promise<never> {
      asked += 1
      throw new AppError('not_found', 'no such order')
    },
  }
  const stream: Received[] = []

  /** What Kafka has of each partition. */
  const findStream = async () =>
    Array.from({ length: partitions }, (_, partition) => {
      const there = stream.filter((message) => message.partition === partition)
      const [begin, last] = [there[0]?.offset ?? 0, there.at(-1)?.offset ?? -1]
      return { topic: topics.orders, partition, begin, end: last + 1 }
    })

  const generationOf = async (state: string) =>
    (await findGenerations(db)).find((one) => one.state === state)?.number

  /** Has a generation read all of the stream, partition by partition, in batches of that size. */
  async function readAll(generation: number, { but }: { but?: Received } = {}) {
    const size = 50
    const there = stream.filter((message) => message !== but)
    for (const some of Map.groupBy(there, ({ partition }) => partition).values()) {
      for (let begin = 0; begin < some.length; begin += size) {
        await handle(generation, some.slice(begin, begin + size))
        await nextTurn()
      }
    }
  }

  async function rowsOf(table: string, generation: number): Promise<string[]> {
    const { rows } = await db.raw<{ rows: { row: string }[] }>(
      `select (to_jsonb(t) - 'generation')::text as row from ?? as t where generation = ? order by 1`,
      [table, generation],
    )
    return rows.map(({ row }) => row)
  }

  /** The sum of a counter, or what it says of one label. */
  async function counted(name: string, label?: string): Promise<number> {
    const { values } = (await registry.getSingleMetric(name)?.get()) ?? { values: [] }
    const meant = values.filter(({ labels }) => !label || Object.values(labels).includes(label))
    return meant.reduce((sum, { value }) => sum + value, 0)
  }

  return {
    db,
    url,
    close,
    handle,
    timeline: makeTimeline({ db, orders }),
    /** How often order-service was asked. */
    asked: () => asked,
    findStream,
    generationOf,
    readAll,
    counted,
    /** Into the stream, in that order. Its partitions are its own: they begin empty. */
    tell(...events: OrderEvent[]): Received[] {
      for (const message of events.map(messageOf)) {
        const before = stream.filter(({ partition }) => partition === message.partition)
        stream.push({ ...message, offset: before.length })
      }
      return stream.slice(-events.length)
    },
    async clear() {
      await db('timeline_entries').delete()
      await db('order_summaries').delete()
    },
    /** What one generation has stored. */
    contents: async (generation: number) => ({
      entries: await rowsOf('timeline_entries', generation),
      summaries: await rowsOf('order_summaries', generation),
    }),
  }
}
