// Empties the dead queue of a queue: what nobody could handle is handed to somebody who keeps it.
import { setTimeout as sleep } from 'node:timers/promises'
import { type DeadReason, readReason } from './rabbit-headers.ts'
import type { RabbitPlace } from './rabbit-line.ts'
import { type QueueReader, startReader } from './rabbit-reader.ts'
import { deadQueueOf, declareQueue, type Queue, type Retries } from './rabbit-topology.ts'

/** Its id and type are empty where it came without. */
export type DeadLetter = { id: string; type: string; body: Buffer; reason: DeadReason }

type Options = RabbitPlace & {
  prefix: string
  queue: Queue
  /** Resolves when it is kept. It may come again all the same; while it rejects, it does. */
  keep(letter: DeadLetter): Promise<void>
  retries?: Retries
}

/** Reads until it is disposed of. There is nowhere else to put what cannot be kept: it is tried again right here. */
export function startDeadLetterReader({
  prefix,
  queue,
  keep,
  retries,
  ...place
}: Options): QueueReader {
  const { log } = place
  return startReader({
    ...place,
    queue: deadQueueOf(prefix + queue.name),
    declare: (channel) => declareQueue(channel, prefix, queue, retries),
    prefetch: 10,
    async receive({ id, type, body, headers }, gone) {
      for (;;) {
        try {
          return await keep({ id, type, body, reason: readReason(headers) })
        } catch (error) {
          if (gone.aborted) throw error
          log.warn({ err: error, queue: queue.name }, 'could not keep a dead letter yet')
          await sleep(pauseMs, undefined, { signal: gone }).catch(() => {})
        }
      }
    },
  })
}

const pauseMs = 1_000
