// analytics-service without its processes: events go in as batches of messages, numbers come out as reports.
import type { Knex } from 'knex'
import { Registry } from 'prom-client'
import { type ShopEvent, topics } from '../../../contracts/events.ts'
import type { Received } from '../../../shared/kafka-batch.ts'
import { givenDatabase } from '../../../test/given-database.ts'
import { makeAnalyticsConsumer } from '../analytics-consumer.ts'
import { migrations } from '../migrations.ts'
import { makeReport } from '../report.ts'
import { messageOf, partitions } from './given-events.ts'

export type GivenAnalytics = Awaited<ReturnType<typeof givenAnalytics>>

const tables = [
  'inbox',
  'revenue_hours',
  'sales',
  'checkouts',
  'carts',
  'partition_times',
  'watermarks',
  'poison_events',
]

export async function givenAnalytics(allowedLatenessMs = 0) {
  const { db, url, close } = await givenDatabase(migrations)
  const build = (latenessMs: number) => makeAnalytics(db, latenessMs)

  /** All that is stored, but when it came. */
  async function contents(): Promise<Record<string, unknown[]>> {
    const read = tables.map(async (table) => {
      const { rows } = await db.raw<{ rows: { row: string }[] }>(
        `select (to_jsonb(t) - 'received_at')::text as row from ?? as t order by 1`,
        [table],
      )
      return [table, rows.map(({ row }) => row)]
    })
    return Object.fromEntries(await Promise.all(read)) as Record<string, unknown[]>
  }

  return {
    ...build(allowedLatenessMs),
    /** Another process on the same database, as after a restart. */
    restart: async (latenessMs: number) => build(latenessMs),
    url,
    contents,
    clear: () => db.raw(`truncate ${tables.join()}`),
    close,
  }
}

function makeAnalytics(db: Knex, allowedLatenessMs: number) {
  const registry = new Registry()
  const consumer = makeAnalyticsConsumer({ db, registry, allowedLatenessMs })

  /** Those partitions are found read to their end at that moment: all of them, unless somebody chooses. */
  const readToEnd = (at = new Date(), isRead: (partition: number) => boolean = () => true) =>
    consumer.watchTime(
      Object.values(topics).flatMap((topic) =>
        Array.from({ length: partitions }, (_, partition) => {
          const isCaughtUp = isRead(partition)
          return { topic, partition, isCaughtUp, lag: isCaughtUp ? 0 : 1 }
        }),
      ),
      at,
    )

  /** The sum of a counter, or what it says of one label. */
  async function counted(name: string, label?: string): Promise<number> {
    const { values } = (await registry.getSingleMetric(name)?.get()) ?? { values: [] }
    const meant = values.filter(({ labels }) => !label || Object.values(labels).includes(label))
    return meant.reduce((sum, { value }) => sum + value, 0)
  }

  return {
    ...consumer,
    db,
    registry,
    reports: makeReport({ db }),
    readToEnd,
    counted,
    feed: (...events: ShopEvent[]) => consumer.handle(events.map(messageOf)),
    feedMessages: (...messages: Received[]) => consumer.handle(messages),
  }
}
