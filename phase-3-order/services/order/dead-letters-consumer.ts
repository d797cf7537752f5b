// Dead letters in: empties the dead queues into the table, where they are safe and can be looked at.
import type { RabbitPlace } from '../../shared/rabbit-line.ts'
import { startDeadLetterReader } from '../../shared/rabbit-dead.ts'
import type { Queue } from '../../shared/rabbit-topology.ts'
import type { DeadLetters } from './dead-letters.ts'

type Options = RabbitPlace & {
  prefix: string
  /** Those whose dead are kept. */
  queues: Queue[]
  letters: Pick<DeadLetters, 'keep'>
}

/** Does not wait for RabbitMQ to be there, and is not needed by anybody who serves customers. */
export function startDeadLetters({ queues, letters, ...broker }: Options) {
  const readers = queues.map((queue) =>
    startDeadLetterReader({
      ...broker,
      name: `${broker.name} dead letters`,
      queue,
      keep: (letter) => letters.keep(queue.name, letter),
    }),
  )
  return {
    check: async () => void (await Promise.all(readers.map((reader) => reader.check()))),
    async [Symbol.asyncDispose]() {
      await Promise.all(readers.map((reader) => reader[Symbol.asyncDispose]()))
    },
  }
}
