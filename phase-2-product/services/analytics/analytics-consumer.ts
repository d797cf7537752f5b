// Messages in: reads them, sets aside what cannot be read, has the others counted, and watches the time of the streams.
// A batch is one transaction, with all that is known from it: either all of it is there or it comes again.
import type { Knex } from 'knex'
import { Counter, type Registry } from 'prom-client'
import { readEvent, type ShopEvent } from '../../contracts/events.ts'
import { AppError } from '../../shared/errors.ts'
import type { Received } from '../../shared/kafka-batch.ts'
import type { Progress } from '../../shared/kafka-progress.ts'
import { countNew } from './analytics.ts'
import { setAside } from './poison-store.ts'
import { isLate, seenBy, watermarkOf } from './watermark.ts'
import { noteReading, raiseHighestEvents, raiseWatermarks, type Seen } from './watermark-store.ts'

type Deps = { db: Knex; registry: Registry; allowedLatenessMs: number }
/** What to add to the metrics once it is committed: what is rolled back comes again. */
type Tally = { duplicates: number; late: string[]; poison: string[] }

export function makeAnalyticsConsumer({ db, registry, allowedLatenessMs }: Deps) {
  const add = makeCounters(registry)

  async function handle(batch: Received[]): Promise<void> {
    try {
      add(await db.transaction((trx) => countAll(trx, batch)))
    } catch (error) {
      if (!isRefusedByDatabase(error)) throw error
      // It can be read and not be stored. One of many must not hold up the others; alone, it is known which one.
      if (batch.length > 1) for (const message of batch) await handle([message])
      else add(await db.transaction((trx) => poison(trx, batch[0]!, 'event_unfit')))
    }
  }

  /** Moves the watermarks on. Called with all partitions that there are. */
  async function watchTime(progress: Progress[], now: Date): Promise<void> {
    if (progress.length === 0) return
    const found = progress.map(({ topic, partition, isCaughtUp }) => {
      return { topic, partition, at: isCaughtUp ? now : null }
    })
    const reached = [...(await noteReading(db, found))].flatMap(([topic, times]) => {
      const at = watermarkOf(times, allowedLatenessMs)
      return at ? [{ topic, at }] : []
    })
    if (reached.length > 0) await raiseWatermarks(db, reached)
  }

  return { handle, watchTime }
}

async function countAll(trx: Knex.Transaction, batch: Received[]): Promise<Tally> {
  const tally: Tally = { duplicates: 0, late: [], poison: [] }
  const messageOf = new Map<ShopEvent, Received>()
  for (const message of batch) {
    const event = readMessage(message)
    if (typeof event !== 'string') messageOf.set(event, message)
    else tally.poison.push(...(await poison(trx, message, event)).poison)
  }
  if (messageOf.size === 0) return tally
  const fresh = await countNew(trx, [...messageOf.keys()])
  tally.duplicates = messageOf.size - fresh.length
  if (fresh.length > 0) {
    const seen = fresh.map((event) => {
      const { topic, partition } = messageOf.get(event)!
      return { topic, partition, at: new Date(event.time) }
    })
    tally.late = await noteSeen(trx, seen)
  }
  return tally
}

/** Hands back the topics of those that come late. */
async function noteSeen(trx: Knex.Transaction, seen: Seen[]): Promise<string[]> {
  const now = new Date()
  const highest = seen.map(({ at, ...place }) => ({ ...place, at: seenBy(at, now) }))
  const watermarks = await raiseHighestEvents(trx, highest)
  return seen.filter(({ topic, at }) => isLate(at, watermarks.get(topic))).map(({ topic }) => topic)
}

async function poison(trx: Knex.Transaction, message: Received, reason: string): Promise<Tally> {
  const isFirst = await setAside(trx, message, reason)
  return { duplicates: 0, late: [], poison: isFirst ? [reason] : [] }
}

/** Why it cannot be read, where it cannot. */
function readMessage({ key, value }: Received): ShopEvent | string {
  try {
    const event = readEvent(value ?? '')
    // Where the key is another one, so is the partition, and with it the order.
    return event.subject === key ? event : 'event_garbage'
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
  const late = counter('late_events_total', 'Events older than the watermark', ['topic'])
  const poisoned = counter('poison_events_total', 'Messages set aside', ['reason'])
  return (tally) => {
    duplicates.inc(tally.duplicates)
    for (const topic of tally.late) late.inc({ topic })
    for (const reason of tally.poison) poisoned.inc({ reason })
  }
}
