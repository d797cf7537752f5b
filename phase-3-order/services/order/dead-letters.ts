// Dead letters: messages that nobody could handle. They are kept, shown, and sent once more or discarded, as somebody
// decides. To send one once more is harmless: it has the id that it had, so whoever has handled it knows.
import type { Knex } from 'knex'
import { z } from 'zod'
import type { Page, PageRequest } from '../../contracts/page.ts'
import { decodeCursor, encodeCursor } from '../../shared/cursor.ts'
import { AppError } from '../../shared/errors.ts'
import type { DeadLetter } from '../../shared/rabbit-dead.ts'
import { everyQueue } from '../../shared/rabbit-topology.ts'
import type { Rabbit } from '../../shared/rabbit.ts'
import {
  findLetter,
  findLetters,
  getMessage,
  insertLetter,
  markDiscarded,
  markReplayed,
  type Status,
  type StoredLetter,
} from './dead-letters-store.ts'

type Deps = { db: Knex; rabbit: Pick<Rabbit, 'publish'> }
type Query = PageRequest & { queue?: string | undefined; status?: Status | undefined }

export type DeadLetters = ReturnType<typeof makeDeadLetters>

export function makeDeadLetters({ db, rabbit }: Deps) {
  async function getLetter(id: string): Promise<StoredLetter> {
    const letter = await findLetter(db, id)
    if (!letter) throw new AppError('not_found', `there is no dead letter ${id}`)
    return letter
  }

  return {
    /** Harmless when it comes again. */
    keep: (queue: string, letter: DeadLetter): Promise<void> => insertLetter(db, queue, letter),

    /** Errors: invalid, for a cursor that is none. */
    async list({ queue, status, limit, cursor }: Query): Promise<Page<StoredLetter>> {
      const before = cursor === undefined ? undefined : decodeCursor(z.uuid(), cursor)
      const found = await findLetters(db, { queue, status, before }, limit + 1)
      const items = found.slice(0, limit)
      const last = items.at(-1)
      return { items, nextCursor: found.length > limit && last ? encodeCursor(last.id) : null }
    },

    /** Puts it back into the queue that it died in. Marked afterwards: whoever is killed in between has it sent twice,
     *  never not at all. Errors: not_found, conflict `dead_letter_discarded` or `dead_letter_too_old`, unavailable while
     *  RabbitMQ is away, and then it is not sent later either. */
    async replay(id: string): Promise<StoredLetter> {
      const letter = await getLetter(id)
      if (letter.status === 'discarded') {
        throw new AppError('conflict', 'it was discarded', { code: 'dead_letter_discarded' })
      }
      const { isOld, ...message } = await getMessage(db, id)
      if (isOld) {
        const why = 'whoever had it may have forgotten that by now: discard it'
        throw new AppError('conflict', why, { code: 'dead_letter_too_old' })
      }
      const to = { exchange: everyQueue, routingKey: letter.queue }
      await rabbit.publish({ ...to, ...message }).catch((cause: unknown) => {
        throw new AppError('unavailable', 'RabbitMQ has not taken it', { cause })
      })
      await markReplayed(db, letter)
      return getLetter(id)
    },

    /** Harmless when it is discarded already. Errors: not_found, conflict `dead_letter_replayed`. */
    async discard(id: string, reason: string): Promise<StoredLetter> {
      const isDone = await markDiscarded(db, id, reason)
      const letter = await getLetter(id)
      if (isDone || letter.status === 'discarded') return letter
      throw new AppError('conflict', 'it was replayed already', { code: 'dead_letter_replayed' })
    },
  }
}
