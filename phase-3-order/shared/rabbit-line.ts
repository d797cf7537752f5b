// amqplib, and the only file that knows it by name: one connection with one channel, kept open for ever. What goes over
// it: rabbit.ts and rabbit-reader.ts.
import type { Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { type ConfirmChannel, connect } from 'amqplib'
import type { Log } from './log.ts'

export type Channel = ConfirmChannel
export type { ConsumeMessage } from 'amqplib'

/** `name` is what RabbitMQ's own list of connections shows. */
export type RabbitPlace = { url: string; name: string; log: Log }

/** A channel that breaks takes its connection with it: what is new is new altogether, and there is one way back. */
export type Line = {
  channel: Channel
  /** Aborted when it is over, with what ended it as the reason. */
  over: AbortSignal
  /** RabbitMQ is short of memory or disk, and takes nothing. */
  isBlocked(): boolean
  hangUp(error: Error): void
}

export type Lines = AsyncDisposable & {
  /** Waits for as long as it takes. Rejects when it is disposed of. */
  open(): Promise<Line>
  /** Rejects while there is no line. */
  check(): Promise<Line>
}

const patienceMs = 5_000
const goodbyeMs = 1_000
const heartbeatSeconds = 10

/** Connects at once and again for ever. `prepare` has done its work before anybody gets the line; `finish` is called
 *  on the way out, while it is still open. */
export function keepLine(
  place: RabbitPlace,
  prepare: (line: Line) => Promise<void>,
  finish: (line: Line) => Promise<void> = async () => {},
): Lines {
  const { name, log } = place
  const stopping = new AbortController()
  let now: Line | undefined
  let why: unknown = new Error('not connected to RabbitMQ yet')
  let waiting = Promise.withResolvers<Line>()
  waiting.promise.catch(() => {}) // nobody may be waiting when it is disposed of

  async function rounds() {
    for (let failures = 0; !stopping.signal.aborted; failures++) {
      try {
        await useLine(() => (failures = 0))
      } catch (error) {
        if (failures === 0) log.warn({ err: error }, `${name}: RabbitMQ is away, will try again`)
        why = error
      }
      await sleep(backoffMs(failures), undefined, { signal: stopping.signal }).catch(() => {})
    }
    waiting.reject(new Error('the line is closed'))
  }

  async function useLine(tellReady: () => void) {
    await using line = await openLine(place)
    await orOver(prepare(line), line.over)
    now = line
    waiting.resolve(line)
    tellReady()
    log.info(`${name}: connected to RabbitMQ`)
    try {
      await aborted(AbortSignal.any([line.over, stopping.signal]))
      if (!line.over.aborted) await orOver(finish(line), line.over)
      if (!stopping.signal.aborted) throw line.over.reason
    } finally {
      now = undefined
      waiting = Promise.withResolvers()
      waiting.promise.catch(() => {})
    }
  }

  const ended = rounds()
  return {
    open: () => waiting.promise,
    async check() {
      if (now && !now.over.aborted) return now
      throw new Error('no connection to RabbitMQ', { cause: why })
    },
    async [Symbol.asyncDispose]() {
      stopping.abort()
      await ended
    },
  }
}

async function openLine({ url, name }: RabbitPlace): Promise<Line & AsyncDisposable> {
  const address = new URL(url)
  if (!address.searchParams.has('heartbeat')) {
    address.searchParams.set('heartbeat', String(heartbeatSeconds))
  }
  const connection = await connect(address.href, {
    timeout: patienceMs,
    noDelay: true,
    clientProperties: { connection_name: name },
  })
  const end = new AbortController()
  const over = end.signal
  const hangUp = (error: Error) => end.abort(error)
  let isBlocked = false
  connection.on('error', hangUp)
  connection.on('close', (error) => hangUp(error ?? new Error('the connection was closed')))
  connection.on('handler-error', hangUp)
  connection.on('blocked', () => (isBlocked = true))
  connection.on('unblocked', () => (isBlocked = false))
  // Where nobody is behind a connection, it would take a while to find that out.
  const { stream } = connection.connection as unknown as { stream: Socket }
  const close = (goodbye: Promise<void>) =>
    within(goodbyeMs, goodbye).catch((error: Error) => void stream.destroy(error)) // ends its heartbeats too
  try {
    const channel = await orOver(connection.createConfirmChannel(), over)
    channel.on('error', hangUp)
    channel.on('close', () => hangUp(new Error('the channel was closed')))
    channel.on('handler-error', hangUp)
    const sayGoodbye = async () => {
      // First the channel: the end of a connection overtakes what was said on its channels just before.
      if (!over.aborted) await channel.close()
      await connection.close()
    }
    return {
      channel,
      over,
      isBlocked: () => isBlocked,
      hangUp,
      [Symbol.asyncDispose]: () => close(sayGoodbye()),
    }
  } catch (error) {
    await close(connection.close())
    throw error
  }
}

/** 100 ms, 200 ms, 400 ms, ... 2 s, and up to a half less: those that lost the same broker do not all come at once. */
const backoffMs = (failures: number) =>
  Math.min(100 * 2 ** failures, 2_000) * (1 - Math.random() / 2)

/** Rejects when the work takes longer, and tells it first. What comes of the work then, nobody hears. */
export async function within<Value>(
  ms: number,
  work: Promise<Value>,
  tellLate: (error: Error) => void = () => {},
): Promise<Value> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      const error = new Error(`RabbitMQ has not answered within ${ms} ms`)
      tellLate(error)
      reject(error)
    }, ms)
  })
  return Promise.race([work, late]).finally(() => clearTimeout(timer))
}

/** The work, or what ended the line meanwhile. */
async function orOver<Value>(work: Promise<Value>, over: AbortSignal): Promise<Value> {
  const stopWaiting = new AbortController()
  try {
    const ended = aborted(over, stopWaiting.signal).then(() => {
      throw over.reason
    })
    return await Promise.race([work, ended])
  } finally {
    stopWaiting.abort()
  }
}

/** Resolves when the signal is aborted, or never where nobody waits for it any more. */
const aborted = (signal: AbortSignal, stopWaiting?: AbortSignal) =>
  new Promise<void>((resolve) => {
    if (signal.aborted) return resolve()
    signal.addEventListener('abort', () => resolve(), { once: true, signal: stopWaiting })
  })
