// The relay: delivers what is in the outbox, at least once, until it is taken. Any number of them may run.
import { setTimeout as sleep } from 'node:timers/promises'
import type { Knex } from 'knex'
import { Gauge, type Registry } from 'prom-client'
import type { Log } from './log.ts'
import { startLoop } from './loop.ts'
import {
  claimMessages,
  deleteMessage,
  findOwn,
  measureOutbox,
  type Message,
  type NewMessage,
  postponeMessage,
  type Written,
} from './outbox.ts'

export type Relay = {
  db: Knex
  destination: string
  /** Resolves when the receiver has taken it. It may come again: the receiver must not mind. */
  deliver(message: Message): Promise<void>
  /** Longer than a delivery usually takes. One that takes longer all the same is only delivered twice. */
  leaseMs?: number
  log: Log
}

const usualLeaseMs = 10_000
const limit = 100
/** For what is only a figure. */
const patienceMs = 1_000

/** How long to wait before the next try: 100 ms, 200 ms, 400 ms, ... 5 s. `attempts` counts from 1. */
export const backoffMs = (attempts: number): number => Math.min(50 * 2 ** attempts, 5_000)

/** One round, over all keys or one; hands back whether there may be more to do at once. No transaction is open
 *  while it delivers. */
export async function relayOnce(relay: Relay, key?: string): Promise<boolean> {
  const { db, destination, leaseMs = usualLeaseMs } = relay
  const messages =
    key === undefined
      ? await claimMessages(db, destination, { leaseMs, limit })
      : await findOwn(db, destination, key)
  await Promise.all(messages.map((message) => tryOnce(relay, message)))
  return messages.length > 0
}

/** For its writer, who has just committed it: nobody has to read it again. What is before it goes first. */
export async function relayNew(relay: Relay, message: NewMessage & Written): Promise<void> {
  const { id, key, isFirst } = message
  if (isFirst) return void (await tryOnce(relay, { ...message, attempts: 1 }))
  for (;;) {
    const [oldest] = await findOwn(relay.db, relay.destination, key)
    if (!oldest || !(await tryOnce(relay, oldest)) || oldest.id === id) return
  }
}

/** Hands back whether it was taken. */
async function tryOnce(
  { db, destination, deliver, log }: Relay,
  message: Message,
): Promise<boolean> {
  const { id, key, type, attempts } = message
  try {
    await deliver(message)
  } catch (error) {
    log.warn({ type, key, attempts, err: error }, `${destination} has not taken a message yet`)
    await postponeMessage(db, id, backoffMs(attempts))
    return false
  }
  await deleteMessage(db, id)
  return true
}

/** Hands back how to stop them. */
export function startRelays(relays: Relay[], registry: Registry): () => Promise<void> {
  watchOutbox(relays, registry)
  const stops = relays.map((relay) => {
    const name = `relay to ${relay.destination}`
    return startLoop({ name, everyMs: 1_000, log: relay.log, run: () => relayOnce(relay) })
  })
  return async () => void (await Promise.all(stops.map((stop) => stop())))
}

/** Counts when somebody asks for the metrics. While the database is away they say what they said before. */
function watchOutbox(relays: Relay[], registry: Registry) {
  const gauge = (name: string, help: string) =>
    new Gauge({ name, help, labelNames: ['destination'], registers: [registry], collect })
  const pendingGauge = gauge('outbox_pending', 'Messages that wait to be taken')
  const oldestGauge = gauge('outbox_oldest_seconds', 'How long the oldest of them has waited')

  async function measure({ db, destination, log }: Relay) {
    try {
      const { pending, oldestSeconds } = await measureOutbox(db, destination)
      pendingGauge.set({ destination }, pending)
      oldestGauge.set({ destination }, oldestSeconds)
    } catch (error) {
      log.warn({ err: error }, `could not count what waits for ${destination}`)
    }
  }

  let measured: Promise<unknown> | undefined // both gauges ask
  function collect() {
    measured ??= Promise.race([
      Promise.all(relays.map(measure)),
      sleep(patienceMs, undefined, { ref: false }),
    ]).finally(() => (measured = undefined))
    return measured as Promise<void>
  }
}
