// Handles what comes into a queue: again after a while where that may help, a bounded number of times; what cannot be
// handled is put aside, with the reason, where somebody can look at it.
import { setTimeout as sleep } from 'node:timers/promises'
import { Counter, type Registry } from 'prom-client'
import { AppError } from './errors.ts'
import type { RabbitPlace } from './rabbit-line.ts'
import { attemptHeaders, attemptsOf, reasonHeaders } from './rabbit-headers.ts'
import { type QueueReader, type Received, startReader } from './rabbit-reader.ts'
import {
  deadQueueOf,
  declareQueue,
  everyQueue,
  type Queue,
  retryQueueOf,
  type Retries,
  usualRetries,
} from './rabbit-topology.ts'
import { largestBytes, openRabbit, type Outgoing } from './rabbit.ts'

/** Bytes that are no UTF-8 come as �. `attempts` counts this one. */
export type Delivery = { id: string; type: string; body: string; attempts: number }

type Options = RabbitPlace & {
  prefix: string
  queue: Queue
  /** Resolves when its effect is durable. It may come again all the same. An error of kind invalid says that it never
   *  can be handled; any other, that it may be later. */
  handle(delivery: Delivery): Promise<void>
  registry: Registry
  prefetch?: number
  retries?: Retries
}

/** Reads until it is disposed of, whatever happens to RabbitMQ meanwhile. Does not wait for it to be there. */
export function startQueueConsumer(options: Options): QueueReader {
  const {
    prefix,
    queue,
    handle,
    registry,
    prefetch = 10,
    retries = usualRetries,
    ...place
  } = options
  const { log } = place
  const dead = countDeadLetters(registry)
  // Another connection than the reader's: RabbitMQ stops listening to one that publishes while it is short of memory.
  const aside = openRabbit({ ...place, prefix, name: `${place.name} retries` })

  async function receive(received: Received, gone: AbortSignal) {
    const { id, type } = received
    const attempts = attemptsOf(received.headers) + 1
    try {
      if (received.body.length > largestBytes) throw tooLarge()
      await handle({ id, type, body: String(received.body), attempts })
    } catch (error) {
      const isFinal = isPermanent(error) || attempts >= retries.attempts
      log[isFinal ? 'error' : 'warn'](
        { id, type, attempts, err: error, queue: queue.name },
        isFinal ? 'put a message aside' : 'could not handle a message, will try again',
      )
      const message = isFinal ? toDead(received, attempts, error) : toRetry(received, attempts)
      await publishAtLast(message, gone)
      if (isFinal) dead.inc({ queue: queue.name })
    }
  }

  function toRetry({ id, type, body }: Received, attempts: number): Outgoing {
    const delayMs = retries.delaysMs[attempts - 1] ?? retries.delaysMs.at(-1)!
    return {
      exchange: everyQueue,
      routingKey: retryQueueOf(queue.name, delayMs),
      id,
      type,
      body,
      headers: attemptHeaders(attempts),
      // Messages that failed together do not all come back together. Never later than the queue lets them go.
      expiresInMs: Math.round(delayMs * (1 - Math.random() / 2)),
    }
  }

  const toDead = ({ id, type, body }: Received, attempts: number, error: unknown): Outgoing => ({
    exchange: everyQueue,
    routingKey: deadQueueOf(queue.name),
    id,
    type,
    body,
    headers: { ...attemptHeaders(attempts), ...reasonHeaders(error) },
  })

  /** Until it is confirmed, or the message is not ours any more. If both happen it is there twice. */
  async function publishAtLast(message: Outgoing, gone: AbortSignal) {
    for (;;) {
      try {
        return await aside.publish(message)
      } catch (error) {
        if (gone.aborted) throw error
        log.warn({ err: error, queue: queue.name }, 'could not put a message aside yet')
        await sleep(pauseMs, undefined, { signal: gone }).catch(() => {})
      }
    }
  }

  const reader = startReader({
    ...place,
    queue: prefix + queue.name,
    declare: (channel) => declareQueue(channel, prefix, queue, retries),
    receive,
    prefetch,
  })
  return {
    check: reader.check,
    async [Symbol.asyncDispose]() {
      await reader[Symbol.asyncDispose]()
      await aside[Symbol.asyncDispose]()
    },
  }
}

const pauseMs = 500

const isPermanent = (error: unknown) => error instanceof AppError && error.kind === 'invalid'

const tooLarge = () =>
  new AppError('invalid', `over ${largestBytes} bytes`, { code: 'message_too_large' })

const countDeadLetters = (registry: Registry) =>
  (registry.getSingleMetric('dead_letters_total') as Counter<'queue'> | undefined) ??
  new Counter({
    name: 'dead_letters_total',
    help: 'Messages put aside, because they cannot be handled',
    labelNames: ['queue'],
    registers: [registry],
  })
