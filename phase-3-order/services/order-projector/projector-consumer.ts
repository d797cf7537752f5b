// Messages in: reads them, sets aside what cannot be read, has the others projected. A batch is one transaction, with
// how far the generation has come: either all of it is there or it comes again.
import type { Knex } from 'knex'
import { Counter, type Registry } from 'prom-client'
import { readEvent } from '../../contracts/events.ts'
import { AppError } from '../../shared/errors.ts'
import type { Received } from '../../shared/kafka-batch.ts'
import { project } from './order-projector.ts'
import { isOrderEvent, type OrderEvent } from './projection-rules.ts'
import { setAside } from './projector-poison.ts'

type Deps = { db: Knex; registry: Registry }
/** What to add to the metrics once it is committed: what is rolled back comes again. */
type Tally = { duplicates: number; poison: string[] }
export type Handle = (generation: number, batch: Received[]) => Promise<void>

export function makeProjectorConsumer({ db, registry }: Deps): Handle {
  const add = makeCounters(registry)

  return async function handle(generation, batch) {
    try {
      add(await db.transaction((trx) => projectAll(trx, generation, batch)))
    } catch (error) {
      if (!isRefusedByDatabase(error)) throw error
      // It can be read and not be stored. One of many must not hold up the others; alone, it is known which one.
      if (batch.length > 1) for (const message of batch) await handle(generation, [message])
      else add(await db.transaction((trx) => projectAll(trx, generation, batch, 'event_unfit')))
    }
  }
}

/** `unfit` is why none of them can be stored. */
async function projectAll(
  trx: Knex.Transaction,
  generation: number,
  batch: Received[],
  unfit?: string,
): Promise<Tally> {
  const events: OrderEvent[] = []
  const unreadable: { message: Received; reason: string }[] = []
  for (const message of batch) {
    const event = unfit ?? readMessage(message)
    if (typeof event !== 'string') events.push(event)
    else unreadable.push({ message, reason: event })
  }
  const { topic, partition, offset: begin } = batch[0]!
  const stretch = { topic, partition, begin, end: batch.at(-1)!.offset + 1 }
  const projected = await project(trx, generation, events, stretch)
  if (!projected) return { duplicates: 0, poison: [] }
  const poison: string[] = []
  for (const { message, reason } of unreadable) {
    if (await setAside(trx, message, reason)) poison.push(reason)
  }
  return { ...projected, poison }
}

/** Why it cannot be read, where it cannot. */
function readMessage({ key, value }: Received): OrderEvent | string {
  try {
    const event = readEvent(value ?? '')
    if (!isOrderEvent(event)) return 'event_unknown'
    // Where the key is another one, so is the partition, and with it the order.
    return event.subject === key && event.data.orderId === key ? event : 'event_garbage'
  } catch (error) {
    if (error instanceof AppError && error.kind === 'invalid') return error.code
    throw error
  }
}

/** Postgres' classes for data that it cannot take, whenever they come: a number too large, a NUL, a broken constraint. */
const isRefusedByDatabase = (error: unknown): boolean =>
  /^2[23]/.test((error as { code?: string }).code ?? '')

function makeCounters(registry: Registry): (tally: Tally) => void {
  const counter = (name: string, help: string, labelNames: string[] = []) =>
    new Counter({ name, help, labelNames, registers: [registry] })
  const duplicates = counter('inbox_duplicates_total', 'Events that came again')
  const poisoned = counter('poison_events_total', 'Messages set aside', ['reason'])
  return (tally) => {
    duplicates.inc(tally.duplicates)
    for (const reason of tally.poison) poisoned.inc({ reason })
  }
}
