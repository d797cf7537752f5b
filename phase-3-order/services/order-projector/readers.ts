// Who reads the stream: one reader for each generation that is wanted, in every replica, as one of a group. Finds out by
// itself when there is another generation, and has it take over when that may be.
import type { Knex } from 'knex'
import { Registry } from 'prom-client'
import { topics } from '../../contracts/events.ts'
import { startConsumer } from '../../shared/kafka-consumer.ts'
import type { Log } from '../../shared/log.ts'
import { startLoop } from '../../shared/loop.ts'
import { findGenerations, type Generation } from './generation-store.ts'
import type { Handle } from './projector-consumer.ts'
import { dropOld, takeOver } from './rebuild.ts'

type Options = {
  db: Knex
  handle: Handle
  groupId: string
  brokers: string
  prefix: string
  log: Log
  registry: Registry
  sessionMs?: number
}
type Reader = { consumer: AsyncDisposable; registry: Registry }
export type Readers = AsyncDisposable & {
  /** Rejects while Kafka does not answer. */
  check(): Promise<void>
}

const lookMs = 1_000
const silenceMs = 5_000

export function startReaders({ db, handle, groupId, registry, ...options }: Options): Readers {
  const readers = new Map<number, Reader>()
  let live: number | undefined
  let heardAt = -Infinity

  function open({ number, reader }: Generation): Reader {
    const own = new Registry()
    const consumer = startConsumer({
      ...options,
      groupId: `${groupId}-${reader}`,
      topics: [topics.orders],
      async handle(batch) {
        await handle(number, batch)
        if (number !== live) await takeOver(db)
      },
      onProgress: async () => void (heardAt = performance.now()),
      registry: own,
    })
    return { consumer, registry: own }
  }

  /** What it measures is what the process measures, in the place of the one before. */
  function show(reader: Reader) {
    for (const name of ['kafka_consumer_lag', 'kafka_connected']) {
      registry.removeSingleMetric(name)
      registry.registerMetric(reader.registry.getSingleMetric(name)!)
    }
  }

  async function run() {
    let generations = await findGenerations(db)
    if (generations.some(({ state }) => state === 'building')) {
      await takeOver(db)
      generations = await findGenerations(db)
    }
    const wanted = generations.filter(({ state }) => state !== 'old')
    for (const generation of wanted) {
      const { number, state } = generation
      if (!readers.has(number)) readers.set(number, open(generation))
      if (state === 'live' && number !== live) show(readers.get((live = number))!)
    }
    for (const [number, { consumer }] of readers) {
      if (wanted.some((one) => one.number === number)) continue
      readers.delete(number)
      await consumer[Symbol.asyncDispose]()
    }
    // Last: it may have to wait for whoever looks at the tables.
    if (wanted.length < generations.length) await dropOld(db)
    return false
  }

  const stop = startLoop({
    name: 'looking for generations',
    everyMs: lookMs,
    log: options.log,
    run,
  })
  return {
    async check() {
      if (performance.now() - heardAt > silenceMs) throw new Error('Kafka does not answer')
    },
    async [Symbol.asyncDispose]() {
      await stop()
      const left = [...readers.values()]
      await Promise.all(left.map(({ consumer }) => consumer[Symbol.asyncDispose]()))
    },
  }
}
