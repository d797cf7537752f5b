// RabbitMQ for a spec, without a broker: what is published is handed to whoever reads it then, and again until it is taken.
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises'
import { AppError } from '../../../shared/errors.ts'
import type { Outgoing, Rabbit } from '../../../shared/rabbit.ts'

type Delivery = { id: string; type: string; body: string; attempts: number }
type Handle = (delivery: Delivery) => Promise<void>
const againMs = 20

export function makeBus() {
  const readers = new Map<string, Handle>()
  const running = new Set<Promise<void>>()
  const stopping = new AbortController()
  /** What its reader will never be able to handle. */
  const dead: Delivery[] = []
  let copies = 1
  let isAway = false

  async function deliver(exchange: string, delivery: Delivery) {
    await nextTurn()
    while (!stopping.signal.aborted) {
      try {
        return await readers.get(exchange)!(delivery)
      } catch (error) {
        if (error instanceof AppError && error.kind === 'invalid') return void dead.push(delivery)
        await sleep(againMs)
      }
    }
  }

  const rabbit: Rabbit = {
    async publish({ exchange, id, type, body }: Outgoing) {
      if (isAway) throw new Error('no connection to RabbitMQ')
      for (let copy = 0; copy < copies; copy++) {
        const delivered = deliver(exchange.name, { id, type, body: String(body), attempts: 1 })
        running.add(delivered)
        void delivered.finally(() => running.delete(delivered))
      }
    },
    check: async () => {},
    [Symbol.asyncDispose]: async () => {},
  }

  return {
    rabbit,
    dead,
    /** Who reads what comes out of the exchange; the last one does. */
    read: (exchange: string, handle: Handle) => void readers.set(exchange, handle),
    /** Each message comes so many times from now on. */
    repeat: (times: number) => void (copies = times),
    away: () => void (isAway = true),
    back: () => void (isAway = false),
    async close() {
      stopping.abort()
      await Promise.all(running)
    },
  }
}
