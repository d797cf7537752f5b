// The measured latency as tables: each part of the chain, their sum, and what is left.
import type { Latency } from './latency.ts'
import { markdownTable } from './markdown.ts'
import { mean, percentile } from './numbers.ts'
import { total, type Spent } from './spent.ts'

/** Milliseconds per checkout, which add up to `mean`. */
export function partsOf({ calls, servedMs, tookMs }: Latency) {
  const checkouts = tookMs.length
  const called = total(calls.values())
  const waiting = called.ms / checkouts
  const own = (servedMs - called.ms) / checkouts
  const average = mean(tookMs)
  return { calls: called.count / checkouts, waiting, own, way: average - waiting - own, average }
}

export function latencyTable(latency: Latency): string {
  const { calls, within, takesOrders, through, tookMs } = latency
  const checkouts = tookMs.length
  const parts = partsOf(latency)
  const numbers = ({ count, ms }: Spent) => [count / checkouts, ms / count, ms / checkouts]
  const row = (name: string, spent: Spent) => [name, ...numbers(spent).map(fixed)]
  const rest = (name: string, ms: number) => [name, '', '', fixed(ms)]
  const table = markdownTable(
    [
      `a checkout of phase ${latency.phase} waits for`,
      'calls ',
      'ms per call ',
      'ms per checkout ',
    ],
    [
      ...[...calls].map(([name, spent]) => row(name, spent)),
      ['**the sum of these calls**', fixed(parts.calls), '', bold(parts.waiting)],
      rest(`${takesOrders} itself, with its database`, parts.own),
      rest(`the way there and back${through ? `, through the ${through}` : ''}`, parts.way),
      ['**POST /orders, as the customer sees it**', '', '', bold(parts.average)],
    ],
  )
  const notes = Object.entries(within).flatMap(([name, reading]) =>
    [...reading].map(([call, spent]) => {
      const [perCheckout, , ms] = numbers(spent).map(fixed)
      return `Within these calls, ${name} calls ${call} ${perCheckout} times: ${ms} ms.`
    }),
  )
  return [table, ...notes].join('\n\n')
}

export const latencyOverview = (latencies: Latency[]): string =>
  markdownTable(
    [
      'phase ',
      'calls ',
      'ms in calls ',
      'own ms ',
      'ms on the way ',
      'sum: mean ms ',
      'p50 ',
      'p95 ',
    ],
    latencies.map((latency) => {
      const { calls, waiting, own, way, average } = partsOf(latency)
      const percentiles = [0.5, 0.95].map((share) => percentile(latency.tookMs, share))
      const numbers = [calls, waiting, own, way, average, ...percentiles]
      return [String(latency.phase), ...numbers.map(fixed)]
    }),
  )

const fixed = (number: number) => number.toFixed(2)
const bold = (number: number) => `**${fixed(number)}**`
