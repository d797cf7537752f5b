// What a service has told, as its readers get it. Read from its outbox, so no relay may run.
import type { Knex } from 'knex'
import { pino } from 'pino'
import { relayOnce } from '../../shared/relay.ts'
import { makeEventRelay } from '../event-outbox.ts'
import { readEvent, type ShopEvent } from '../events.ts'

/** Takes from the outbox all that was told about a subject, in the order in which it is published. */
export async function takeEvents(db: Knex, topic: string, subject: string): Promise<ShopEvent[]> {
  const published: string[] = []
  const publish = async (_topic: string, _key: string, value: string) => void published.push(value)
  const sink = { publish, [Symbol.asyncDispose]: async () => {} }
  const relay = makeEventRelay({ db, topic, sink, log: pino({ level: 'silent' }) })
  while (await relayOnce(relay, subject));
  return published.map(readEvent)
}
