// An outbox of a simulation, and its relay: as shared/outbox.ts and shared/relay.ts have it.
import { leaseMs } from '../../../contracts/message-outbox.ts'
import { backoffMs } from '../../../shared/relay.ts'
import type { Clock } from './simulated-clock.ts'
import { idle, pause, type Task } from './simulated-process.ts'
import type { Safeties } from './simulated-safeties.ts'
import type { Message, QueueName, Wires } from './simulated-wires.ts'

type Row = Message & { queue: QueueName; number: number; attempts: number; dueAt: number }

const [headStartMs, everyMs] = [1_000, 500]

export type Outbox = ReturnType<typeof makeOutbox>

export function makeOutbox(clock: Clock, wires: Wires, safeties: Safeties, owner: string) {
  let rows: Row[] = []
  let count = 0
  const remove = (gone: Row[]) => (rows = rows.filter((row) => !gone.includes(row)))

  const isFirst = (row: Row) =>
    !rows.some(
      ({ queue, orderId, number }) =>
        queue === row.queue && orderId === row.orderId && number < row.number,
    )
  const isDue = ({ dueAt }: Row) => dueAt <= clock.now()

  function* relayOnce(orderId?: string): Task {
    const mine = (row: Row) => row.orderId === orderId && row.attempts === 0
    const claimed = rows.filter(orderId === undefined ? isDue : mine).filter(isFirst)
    for (const row of claimed) {
      row.attempts += 1
      row.dueAt = clock.now() + leaseMs
    }
    // Without an outbox there is only memory: what is not told at once is told never.
    if (!safeties.outbox) remove(claimed)
    if (!safeties.outbox && orderId === undefined) return
    for (const row of claimed) {
      yield* pause(clock)
      if (yield* wires.publish(row.queue, row)) remove([row])
      else row.dueAt = clock.now() + backoffMs(row.attempts)
    }
  }

  return {
    isEmpty: () => rows.length === 0,
    relayOnce,
    has: (queue: QueueName, type: string, orderId: string) =>
      rows.some((row) => row.queue === queue && row.type === type && row.orderId === orderId),
    /** In the transaction of what it tells. */
    add(queue: QueueName, type: string, orderId: string) {
      const number = count++
      const id = `${owner}-${number}`
      rows.push({ id, type, orderId, queue, number, attempts: 0, dueAt: clock.now() + headStartMs })
    },
    *relayForEver(): Task {
      for (;;) {
        if (rows.some(isDue)) yield* relayOnce()
        yield* idle(clock, everyMs)
      }
    },
  }
}
