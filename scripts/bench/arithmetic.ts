// The arithmetic of the bench. Pure.
import { mean, percentile } from '../chain/numbers.ts'
import type { Fate } from './orders.ts'
import type { Percentiles, Step } from './result.ts'
import { type Measured, others, serverNames } from './usage.ts'

/** Of nothing they are NaN, which is printed as a dash. */
export function percentilesOf(numbers: number[]): Percentiles {
  const at = (share: number) => (numbers.length > 0 ? percentile(numbers, share) : NaN)
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99) }
}

export function median(numbers: number[]): number {
  const sorted = numbers.filter((number) => !Number.isNaN(number)).toSorted((a, b) => a - b)
  if (sorted.length === 0) return NaN
  const half = (sorted.length - 1) / 2
  return mean([sorted[Math.floor(half)]!, sorted[Math.ceil(half)]!])
}

export const medianOf = (all: Percentiles[]): Percentiles => ({
  p50: median(all.map(({ p50 }) => p50)),
  p95: median(all.map(({ p95 }) => p95)),
  p99: median(all.map(({ p99 }) => p99)),
})

type Offered = { rate: number; seconds: number; asked: number; refused: number }

/** What came of the orders of one rate. `beganAt`: when the first was due. */
export function stepOf(offered: Offered, fates: Fate[]): Omit<Step, 'cpuMs' | 'load'> {
  const ended = fates.filter((fate) => fate.endedAt !== undefined)
  const completed = ended.filter(({ status }) => status === 'completed')
  // The moment that the shop gives may be before the answer, which nobody knows of before it has come.
  const took = (from: 'askedAt' | 'answeredAt') =>
    percentilesOf(completed.map((fate) => Math.max(fate.endedAt!, fate.answeredAt) - fate[from]))
  const beganAt = Math.min(...fates.map(({ askedAt }) => askedAt))
  const lastEnd = Math.max(...completed.map(({ endedAt }) => endedAt!))
  const openAt = (moment: number) =>
    fates.filter(({ askedAt, endedAt = Infinity }) => askedAt <= moment && endedAt > moment).length
  return {
    ...offered,
    completed: completed.length,
    lost: fates.length - completed.length,
    toAnswer: percentilesOf(fates.map(({ askedAt, answeredAt }) => answeredAt - askedAt)),
    toEnd: took('askedAt'),
    fromAnswerToEnd: took('answeredAt'),
    open: {
      half: openAt(beganAt + 500 * offered.seconds),
      end: openAt(beganAt + 1_000 * offered.seconds),
    },
    completedPerSecond: completed.length > 0 ? (1_000 * completed.length) / (lastEnd - beganAt) : 0,
  }
}

/** Every order is accepted and completed, and those that wait do not become more and more: what is added in the second
 *  half is less than a tenth of what came in it. A few more or less are chance. */
export function keepsUp({ rate, seconds, asked, refused, completed, open }: Step): boolean {
  if (asked === 0 || refused > 0 || completed < asked) return false
  return open.end - open.half <= 3 + (0.1 * rate * seconds) / 2
}

/** The highest rate that it kept up with; 0 if there is none. */
export const ceilingOf = (steps: Step[]): number =>
  Math.max(0, ...steps.filter(keepsUp).map(({ rate }) => rate))

type Search = { first: number; atMost: number; halvings: number }

/** The next rate to try: twice as many until it does not keep up, then between what it did and what it did not, so often.
 *  Undefined: the ceiling is found. */
export function nextRate(steps: Step[], { first, atMost, halvings }: Search): number | undefined {
  if (steps.length === 0) return first
  const best = ceilingOf(steps)
  const tooMuch = steps.filter((step) => !keepsUp(step)).map(({ rate }) => rate)
  if (tooMuch.length === 0) return 2 * best <= atMost ? 2 * best : undefined
  const between = Math.round((best + Math.min(...tooMuch)) / 2)
  const halved = steps.filter(({ rate }) => !Number.isInteger(Math.log2(rate / first))).length
  return best > 0 && halved < halvings ? between : undefined
}

export type Cpu = {
  services: number
  servers: Record<string, number>
  provider: number
  all: number
}

/** Milliseconds for each order. `all`: of the services and the servers; the card processor is the outside world. */
export function cpuPerOrder(cpuMs: Measured, orders: number): Cpu | undefined {
  if (!cpuMs || orders === 0) return undefined
  const per = (name: string) => (cpuMs[name] ?? 0) / orders
  const services = Object.keys(cpuMs)
    .filter((name) => ![...serverNames, others, 'provider'].includes(name))
    .reduce((sum, name) => sum + per(name), 0)
  const measured = serverNames.filter((name) => name in cpuMs)
  const servers = Object.fromEntries(measured.map((name) => [name, per(name)]))
  const all = services + Object.values(servers).reduce((sum, ms) => sum + ms, 0)
  return { services, servers, provider: per('provider'), all }
}
