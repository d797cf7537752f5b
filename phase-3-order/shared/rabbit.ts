// Where messages go out: publishes into exchanges of RabbitMQ, and knows what became of it. Their way back in:
// rabbit-consumer.ts.
import { keepLine, type Line, type Lines, type RabbitPlace, within } from './rabbit-line.ts'
import { declareExchange, everyQueue, type Exchange } from './rabbit-topology.ts'

export type Outgoing = {
  exchange: Exchange
  routingKey: string
  /** By it its receiver knows one that comes again. */
  id: string
  type: string
  body: string | Buffer
  headers?: Record<string, unknown>
  /** Sooner than its queue would let it go by itself. */
  expiresInMs?: number
}

export type Rabbit = AsyncDisposable & {
  /** Resolves when it is safe in every queue that it belongs into. Rejects when there is none; when there is no connection
   *  for 5 s (`patienceMs`), and then it is not sent later either; and when RabbitMQ says nothing for as long after it was
   *  sent: then it may be there all the same. Publish again until it resolves. */
  publish(message: Outgoing): Promise<void>
  /** Rejects while there is no connection, or RabbitMQ takes nothing. */
  check(): Promise<void>
}

/** `prefix` stands before the name of each exchange and queue, so that others may use the same broker. */
type Options = RabbitPlace & { prefix: string; patienceMs?: number }

/** RabbitMQ keeps what is sent here in memory at times; what is larger belongs elsewhere. */
export const largestBytes = 256 * 1024

/** Opens nothing until somebody publishes or checks. From then on it is connected, or tries to be. */
export function openRabbit({ prefix, patienceMs = 5_000, ...place }: Options): Rabbit {
  let lines: Lines | undefined
  let isClosed = false
  const running = new Set<Promise<void>>()
  const senders = new WeakMap<Line, Send>()

  function connected(): Lines {
    if (isClosed) throw new Error('this way to RabbitMQ is closed')
    return (lines ??= keepLine(place, async (line) => {
      senders.set(line, makeSender(line, prefix))
    }))
  }

  async function publish(message: Outgoing) {
    const line = await within(patienceMs, connected().open())
    // All of the time again: a connection that has just come must not pay for how long it was waited for.
    await within(patienceMs, senders.get(line)!(message), (error) => {
      // Somebody is there and says nothing. By itself the connection may take longer to find that out.
      if (!line.isBlocked()) line.hangUp(error)
    })
  }

  return {
    publish(message) {
      const published = publish(message).finally(() => running.delete(published))
      running.add(published)
      return published
    },

    async check() {
      const line = await connected().check()
      if (line.isBlocked()) throw blocked()
    },

    async [Symbol.asyncDispose]() {
      isClosed = true
      await Promise.allSettled(running)
      await lines?.[Symbol.asyncDispose]()
    },
  }
}

type Send = (message: Outgoing) => Promise<void>

/** RabbitMQ confirms what it could put into no queue as well: before that it hands it back, and only so do we know. */
function makeSender({ channel, isBlocked }: Line, prefix: string): Send {
  const declared = new Map<string, Promise<void>>()
  const returned = new Set<string>()
  let sent = 0
  channel.on('return', ({ properties }) => returned.add(String(properties.correlationId)))

  function declare(exchange: Exchange): Promise<void> {
    const known = declared.get(exchange.name) ?? declareExchange(channel, prefix, exchange)
    declared.set(exchange.name, known)
    return known
  }

  return async ({ exchange, routingKey, id, type, body, headers, expiresInMs }) => {
    if (isBlocked()) throw blocked()
    const content = Buffer.from(body)
    const isToQueue = exchange.name === everyQueue.name
    if (!isToQueue) {
      // What goes from queue to queue is there already.
      if (content.length > largestBytes)
        throw new Error(`${type} is larger than ${largestBytes} bytes`)
      await declare(exchange)
    }
    // Not the message's id: the same one may be on its way twice.
    const correlationId = String(++sent)
    const options = {
      mandatory: true,
      persistent: true,
      contentType: 'application/json',
      messageId: short(id),
      type: short(type),
      correlationId,
      headers,
      ...(expiresInMs !== undefined && { expiration: expiresInMs }),
    }
    const to = isToQueue
      ? (['', prefix + routingKey] as const)
      : ([prefix + exchange.name, routingKey] as const)
    await new Promise<void>((resolve, reject) => {
      channel.publish(...to, content, options, (error) => (error ? reject(error) : resolve()))
    })
    if (returned.delete(correlationId)) {
      throw new Error(`no queue takes ${routingKey} of ${exchange.name || 'every queue'}`)
    }
  }
}

const blocked = () => new Error('RabbitMQ is short of memory or disk, and takes nothing')

/** RabbitMQ takes 255 bytes. What came in bytes that are no UTF-8 may have grown beyond that when it was read. */
const short = (text: string) => (Buffer.byteLength(text) > 255 ? text.slice(0, 85) : text)
