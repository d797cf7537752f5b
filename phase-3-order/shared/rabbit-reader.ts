// Where messages come in: reads one queue, for ever. A message is acknowledged when it was handled, and only to whom it
// came from; what is not comes again.
import { type Acks, makeAcks } from './rabbit-acks.ts'
import type { Headers } from './rabbit-headers.ts'
import {
  type Channel,
  type ConsumeMessage,
  keepLine,
  type Line,
  type RabbitPlace,
} from './rabbit-line.ts'

/** A message as it came: who sent it may have left out anything. */
export type Received = { id: string; type: string; body: Buffer; headers: Headers }

export type QueueReader = AsyncDisposable & {
  /** Rejects while it does not read. */
  check(): Promise<void>
}

type Options = RabbitPlace & {
  /** As RabbitMQ knows it. */
  queue: string
  declare(channel: Channel): Promise<void>
  /** Resolves when nobody needs the message in the queue any more. Once `gone` is aborted it may as well reject: the
   *  message is not ours any more, and comes again. */
  receive(received: Received, gone: AbortSignal): Promise<void>
  /** So many are handled at the same time. */
  prefetch: number
}

/** Does not wait for RabbitMQ to be there. Disposing of it waits for what is being handled. */
export function startReader({ queue, declare, receive, prefetch, ...place }: Options): QueueReader {
  const { log } = place
  const stopping = new AbortController()
  const running = new Set<Promise<void>>()
  const readings = new WeakMap<Line, { tag: string; acks: Acks }>()

  async function read(line: Line) {
    const { channel, hangUp } = line
    const gone = AbortSignal.any([line.over, stopping.signal])
    const acks = makeAcks(line, prefetch)

    async function handle(message: ConsumeMessage) {
      try {
        await receive(toReceived(message), gone)
        acks.done(message)
      } catch (error) {
        // The way back is the one that it would take after a crash: a new line, and the message comes again.
        if (!gone.aborted) hangUp(error as Error)
        log.warn({ err: error, queue }, 'a message was not handled to its end, it will come again')
      }
    }

    await declare(channel)
    await channel.prefetch(prefetch)
    const { consumerTag: tag } = await channel.consume(queue, (message) => {
      if (!message) return hangUp(new Error(`RabbitMQ has no ${queue} for its reader any more`))
      acks.came(message)
      const handled = handle(message).finally(() => running.delete(handled))
      running.add(handled)
    })
    readings.set(line, { tag, acks })
  }

  async function finish(line: Line) {
    const { tag, acks } = readings.get(line)!
    await line.channel.cancel(tag)
    await Promise.all(running)
    acks.tell()
  }

  const lines = keepLine(place, read, finish)
  return {
    check: async () => void (await lines.check()),
    async [Symbol.asyncDispose]() {
      stopping.abort()
      await lines[Symbol.asyncDispose]()
      await Promise.all(running) // also what came over a line that has broken since
    },
  }
}

const toReceived = ({ content, properties }: ConsumeMessage): Received => ({
  id: String(properties.messageId ?? ''),
  type: String(properties.type ?? ''),
  body: content,
  headers: properties.headers ?? {},
})
