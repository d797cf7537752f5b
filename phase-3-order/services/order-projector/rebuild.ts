// Makes the projection anew while the old one is read: a new generation reads the stream from its first event into
// tables of its own, and takes the old one's place when nothing is missing. Each step is one transaction, and any
// replica may take the next: whoever dies on the way is not waited for.
import type { Knex } from 'knex'
import { AppError } from '../../shared/errors.ts'
import {
  dropGeneration,
  findGenerations,
  findKnown,
  hasCaughtUp,
  insertGeneration,
  lockGenerations,
  measureBuilding,
  type Stretch,
  swapGenerations,
} from './generation-store.ts'

export type RebuildState = {
  /** The generation that is read, and since when. */
  live: { generation: number; since: string | null }
  /** Null while nothing is being built. */
  building: {
    generation: number
    requestedAt: string
    eventsRead: number
    eventsToRead: number
  } | null
}
export type RebuildApi = {
  /** While one is under way, that one goes on. Errors: unavailable without Kafka, conflict `stream_incomplete` when
   *  Kafka does not have events that the projection knows: what they told would be lost. */
  request(): Promise<RebuildState>
  getState(): Promise<RebuildState>
}
type Deps = { db: Knex; findStream(): Promise<Stretch[]> }

export function makeRebuild({ db, findStream }: Deps): RebuildApi {
  async function getState(): Promise<RebuildState> {
    const generations = await findGenerations(db)
    const live = generations.find(({ state }) => state === 'live')!
    const building = generations.find(({ state }) => state === 'building')
    return {
      live: { generation: live.number, since: live.liveSince?.toISOString() ?? null },
      building: building
        ? {
            generation: building.number,
            requestedAt: building.requestedAt.toISOString(),
            ...(await measureBuilding(db)),
          }
        : null,
    }
  }

  return {
    async request() {
      const known = await findKnown(db) // first: both of them grow
      const stream = await findStream().catch((cause: unknown) => {
        throw new AppError('unavailable', 'Kafka does not answer just now', { cause })
      })
      await db.transaction(async (trx) => {
        await lockGenerations(trx)
        const generations = await findGenerations(trx)
        if (generations.some(({ state }) => state === 'building')) return
        if (!known.every((stretch) => isWithin(stretch, stream))) {
          throw new AppError('conflict', 'Kafka does not have events that the projection knows', {
            code: 'stream_incomplete',
          })
        }
        await insertGeneration(trx, stream)
      })
      return getState()
    },

    getState,
  }
}

/** Not where the first events are forgotten, nor where the topic is another one by now. */
const isWithin = ({ topic, partition, begin, end }: Stretch, stream: Stretch[]) =>
  stream
    .filter((one) => one.topic === topic && one.partition === partition)
    .some((one) => one.begin <= begin && one.end >= end)

/** Has the new generation take over if it may. */
export async function takeOver(db: Knex): Promise<void> {
  if (!(await hasCaughtUp(db))) return // a look: nobody waits for one who is not done
  await db.transaction(async (trx) => {
    await lockGenerations(trx)
    if (await hasCaughtUp(trx)) await swapGenerations(trx)
  })
}

/** Those that nobody reads any more. */
export async function dropOld(db: Knex): Promise<void> {
  const generations = await findGenerations(db)
  if (!generations.some(({ state }) => state === 'old')) return
  await db.transaction(async (trx) => {
    await lockGenerations(trx)
    for (const { number, state } of await findGenerations(trx)) {
      if (state === 'old') await dropGeneration(trx, number)
    }
  })
}
