// The arithmetic of the bench. Pure.
import { mean, percentile } from '../chain/numbers.ts'
import type { Fate } from './orders.ts'
import type { Percentiles, Step } from './result.ts'
import { mostCustomers, type Search } from './sizes.ts'
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

export const sum = (numbers: number[]) => numbers.reduce((all, one) => all + one, 0)

export const medianOf = (all: Percentiles[]): Percentiles => ({
  p50: median(all.map(({ p50 }) => p50)),
  p95: median(all.map(({ p95 }) => p95)),
  p99: median(all.map(({ p99 }) => p99)),
})

/** As many as are needed at the rate of the trial, which was slow because it was the first. */
export const customersFor = (seconds: number, trial: { asked: number; seconds: number }): number =>
  Math.min(mostCustomers, Math.ceil((1.5 * seconds * trial.asked) / trial.seconds))

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

/** The next rate to try: twice as many until it does not keep up, or half as many until it does; then between what it did
 *  and what it did not, so often. Undefined: the ceiling is found. */
export function nextRate(steps: Step[], search: Search): number | undefined {
  const { first, least, atMost, halvings } = search
  if (steps.length === 0) return first
  const best = ceilingOf(steps)
  const tooMuch = steps.filter((step) => !keepsUp(step)).map(({ rate }) => rate)
  const lowest = Math.min(...tooMuch)
  if (tooMuch.length === 0) return 2 * best <= atMost ? 2 * best : undefined
  if (best === 0) return lowest / 2 >= least ? lowest / 2 : undefined
  const halved = steps.filter(({ rate }) => !Number.isInteger(Math.log2(rate / first))).length
  return halved < halvings ? Math.round((best + lowest) / 2) : undefined
}

/** Where to look for a ceiling that is hardly higher than this one: the next rate below it that doubling comes by. */
export const firstNear = (ceiling: number, first: number): number =>
  ceiling > first ? first * 2 ** Math.floor(Math.log2(ceiling / first)) : first

/** How many times as much. Undefined where one of both was not measured. */
export function timesAsMuch(before: number | undefined, after: number | undefined) {
  return before && after ? after / before : undefined
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
  const isService = (name: string) => ![...serverNames, others, 'provider'].includes(name)
  const services = sum(Object.keys(cpuMs).filter(isService).map(per))
  const measured = serverNames.filter((name) => name in cpuMs)
  const servers = Object.fromEntries(measured.map((name) => [name, per(name)]))
  const all = services + sum(Object.values(servers))
  return { services, servers, provider: per('provider'), all }
}
