// How a service tells its facts: it writes them into its outbox, in the transaction that makes them true, and a relay
// carries them into their topic. A broker that is away delays them, and nothing else.
import type { Knex } from 'knex'
import { v7 as uuidv7 } from 'uuid'
import type { Log } from '../shared/log.ts'
import type { EventSink } from '../shared/kafka.ts'
import { insertMessage } from '../shared/outbox.ts'
import type { Relay } from '../shared/relay.ts'
import { type EventData, type EventType, schemaOf } from './events.ts'

export type Fact<Type extends EventType> = {
  /** The service that tells it. */
  source: string
  type: Type
  /** Facts about one subject are told in the order of their commits, if whoever writes one has locked it before. */
  subject: string
  time: Date
  data: EventData<Type>
}

export async function insertEvent<Type extends EventType>(
  trx: Knex.Transaction,
  topic: string,
  { time, data, ...about }: Fact<Type>,
): Promise<void> {
  const { type, subject: key } = about
  const payload = { ...newEvent(about), time: time.toISOString(), data }
  await insertMessage(trx, { destination: topic, key, type, payload }, 0)
}

/** Without `time` and `data`, for a statement that adds them itself. */
export const newEvent = ({ source, type, subject }: Omit<Fact<EventType>, 'time' | 'data'>) => ({
  specversion: '1.0',
  id: uuidv7(),
  source: `/${source}`,
  type,
  subject,
  datacontenttype: 'application/json',
  dataschema: schemaOf(type),
})

type Deps = { db: Knex; topic: string; sink: EventSink; log: Log }

/** Events of one subject stand in the topic in the order of `sequence`; one that is sent again, further back too. */
export const makeEventRelay = ({ db, topic, sink, log }: Deps): Relay => ({
  db,
  destination: topic,
  log,
  async deliver({ id, key, payload }) {
    const sequence = String(id).padStart(20, '0')
    await sink.publish(topic, key, JSON.stringify({ ...(payload as object), sequence }))
  },
})
