// Messages that cannot be projected, set aside so that the stream goes on. Nobody deletes them: who has looked at one may.
import type { Knex } from 'knex'
import type { Received } from '../../shared/kafka-batch.ts'

const longest = 10_000

/** False for one that was set aside before. */
export async function setAside(trx: Knex.Transaction, message: Received, reason: string) {
  const { topic, partition, offset, key, value } = message
  const inserted = await trx('poison_events')
    .insert({
      topic,
      partition,
      kafka_offset: offset,
      key: storable(key),
      value: storable(value),
      reason,
    })
    .onConflict(['topic', 'partition', 'kafka_offset'])
    .ignore()
    .returning('kafka_offset')
  return inserted.length > 0
}

/** As much of it as tells what it was. Postgres keeps no NUL in a text. */
const storable = (text: string | null) =>
  text && text.slice(0, longest).replaceAll('\0', '�').toWellFormed()
