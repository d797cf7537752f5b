// What stands in the way of a target that is not met, by the words that it begins with. Pure.
import type { Verdict } from './verdict.ts'

type Bound = { of: string[]; why: string }

const bounds: Bound[] = [
  {
    of: ['completed orders a second, ceiling', '20 orders/s'],
    why: `**CPU.** A core has 1,000 ms a second, and a checkout takes its part of them: some 25 SQL statements where it is alone, five
  messages with their confirmations, four calls, and as many ways there and back. A statement of several parts costs Postgres 0.2
  to 0.4 ms, a call half a millisecond in both processes, and the work itself is hardly any of that. Sagas that move at the same
  time share a statement, and so do commands to carts. Holds and payments go one by one.`,
  },
  {
    of: ['the same ceiling when the card processor'],
    why: `**Steps of the rates.** The ceiling is found by doubling and halving; near it, chance decides. What waits for the card holds
  no connection and no thread: compare the CPU per order of both tables.`,
  },
  {
    of: ['accept with'],
    why: `**The orders before.** Who accepts shares the cores with the sagas of what was accepted, and phase 0 does all of a checkout for
  less CPU than phase 3 does. Sagas stand back while customers wait, but they do not stand still: that would be a queue without an
  end. Where none runs beside it, an accept takes 7 to 8 ms with one client, 5.5 of them for the priced cart.`,
  },
  {
    of: ['product lists'],
    why: `**The number of processes in the way.** Gateway and product-service take a fifth of a millisecond each for a page (a socket,
  Express, the metrics), the driver a tenth. Nothing is cached.`,
  },
  {
    of: ['idle'],
    why: `**Looking.** Three readers of Kafka ask twice a second each, because a longer question would keep a process from
  ending; sagas and outboxes are looked through once a second, which is what recovery after a crash takes.`,
  },
  {
    of: ['memory'],
    why: `**Eight heaps.** Each process has the same libraries in a heap of its own.`,
  },
  {
    of: ['cost per order', 'completed orders a second with a second replica'],
    why: `**One Postgres and the same cores** for everybody. The tables below say which process the difference is in. Eight more processes
  have heaps to clean and timers to wake for, and take turns on two cores.`,
  },
]

export const boundsOf = (verdicts: Verdict[]): string[] => {
  const missed = verdicts.filter(({ verdict }) => verdict === 'not met')
  return bounds
    .filter(({ of }) => missed.some(({ target }) => of.some((words) => target.startsWith(words))))
    .map(({ of, why }) => `- ${of.map((words) => `_${words}_`).join(', ')}: ${why}`)
}
