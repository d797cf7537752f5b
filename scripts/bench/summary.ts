// What all rounds of a phase come to: the median of each figure, and the highest load that any of them was measured under.
// Pure.
import { type Cpu, ceilingOf, cpuPerOrder, keepsUp, median, medianOf, sum } from './arithmetic.ts'
import { type Kind, kinds, perOrder } from './effects.ts'
import type { Percentiles, Run, Step } from './result.ts'
import type { Amounts, Measured } from './usage.ts'
import { type Wish, wishes } from './visits.ts'

type Loaded = { load: number }
export type BrowseSummary = Loaded & {
  what: string
  perSecond: number
  refused: number
  ms: Percentiles
  cpuMs: Measured
}
export type AcceptSummary = Loaded & {
  clients: number
  accepted: number
  perSecond: number
  refused: number
  ms: Percentiles
  completed: number
  failed: number
  unfinished: number
  drainedMs: number
  cpu: Cpu | undefined
}
export type StepSummary = Loaded & {
  rate: number
  /** In every round. */
  isKept: boolean
  completedPerSecond: number
  toAnswer: Percentiles
  toEnd: Percentiles
  fromAnswerToEnd: Percentiles
  cpu: Cpu | undefined
  cpuMs: Measured
}
export type AwaySummary = Loaded & {
  down: string
  granted: Record<Wish, number>
  /** The share of all visits that ended in a completed order before it was back. */
  completed: number
}
export type Summary = Loaded & {
  phase: number
  versions: string
  start: Loaded & { serversMs: number; shopMs: number; processesMs: Amounts }
  idle: Loaded & { cpuPercent: Measured; memoryMb: Measured }
  memoryMb: Measured
  browsed: BrowseSummary[]
  accepted: AcceptSummary[]
  /** Microseconds of a way to Postgres and back: how fast the machine was. */
  paceUs: number
  rounds: number
  ceiling: number
  /** It kept up with every rate that was tried. */
  isBelowCeiling: boolean
  steps: StepSummary[]
  slowCeiling: number
  slow: StepSummary[]
  away: AwaySummary[]
  effects: Loaded & { perOrder: Record<Kind, number> }
}

export const summarise = (runs: Run[]): Summary[] =>
  [...Map.groupBy(runs, ({ phase }) => phase)]
    .map(([phase, ofPhase]) => summariseOne(phase, ofPhase))
    .toSorted((a, b) => a.phase - b.phase)

function summariseOne(phase: number, runs: Run[]): Summary {
  const middle = (figure: (run: Run) => number) => median(runs.map(figure))
  const starts = runs.map(({ start }) => start)
  const idles = runs.flatMap(({ idle }) => idle ?? [])
  const cpuPercents = idles.map(({ cpuMs, seconds }) => scale(cpuMs, 1 / (10 * seconds)))
  const counted = runs.flatMap(({ effects }) => effects ?? [])
  const effects = counted.map(perOrder)
  const ofKind = (kind: Kind) => [kind, median(effects.map((counts) => counts[kind]))]
  return {
    phase,
    versions: runs[0]!.versions,
    start: {
      load: loadOf(starts),
      serversMs: middle(({ start }) => start.serversMs),
      shopMs: middle(({ start }) => start.shopMs),
      processesMs: medianAmounts(starts.map(({ processesMs }) => processesMs)) ?? {},
    },
    idle: {
      load: loadOf(idles),
      cpuPercent: medianAmounts(cpuPercents),
      memoryMb: medianAmounts(idles.map(({ memoryMb }) => memoryMb)),
    },
    memoryMb: medianAmounts(runs.map(({ memoryMb }) => memoryMb)),
    browsed: groups(runs, 'browsed', 'what').map((all) => ({
      what: all[0]!.what,
      perSecond: median(all.map(({ perSecond }) => perSecond)),
      refused: sum(all.map(({ refused }) => refused)),
      ms: medianOf(all.map(({ ms }) => ms)),
      cpuMs: medianAmounts(all.map(({ cpuMs, answered }) => scale(cpuMs, 1 / answered))),
      load: loadOf(all),
    })),
    accepted: groups(runs, 'accepted', 'clients').map((all) => {
      const withStatus = (isMeant: (status: string) => boolean) =>
        sum(all.flatMap(({ ends }) => Object.entries(ends).map(([s, n]) => (isMeant(s) ? n : 0))))
      return {
        clients: all[0]!.clients,
        accepted: withStatus(() => true),
        perSecond: median(all.map(({ perSecond }) => perSecond)),
        refused: sum(all.map(({ refused }) => refused)),
        ms: medianOf(all.map(({ ms }) => ms)),
        completed: withStatus((status) => status === 'completed'),
        failed: withStatus((status) => ['failed', 'cancelled'].includes(status)),
        unfinished: withStatus((s) => !['completed', 'failed', 'cancelled'].includes(s)),
        drainedMs: Math.max(...all.map(({ drainedMs }) => drainedMs)),
        cpu: medianCpu(all.map(({ cpuMs, ends }) => cpuPerOrder(cpuMs, ends['completed'] ?? 0))),
        load: loadOf(all),
      }
    }),
    paceUs: median(runs.flatMap(({ paceUs }) => paceUs)),
    rounds: runs.length,
    ceiling: middle(({ steps }) => ceilingOf(steps)),
    isBelowCeiling: runs.every(({ steps }) => steps.every(keepsUp)),
    steps: groups(runs, 'steps', 'rate').map(summariseSteps).toSorted(byRate),
    slowCeiling: middle(({ slow }) => (slow.length > 0 ? ceilingOf(slow) : NaN)),
    slow: groups(runs, 'slow', 'rate').map(summariseSteps).toSorted(byRate),
    away: groups(runs, 'away', 'down').map((all) => {
      const share = (wish: Wish) => median(all.map(({ granted }) => granted[wish]))
      return {
        down: all[0]!.down,
        granted: Object.fromEntries(
          wishes.map((wish) => [wish, share(wish)]),
        ) as AwaySummary['granted'],
        completed: median(all.map(({ completed, visits }) => completed / visits)),
        load: loadOf(all),
      }
    }),
    effects: {
      perOrder: Object.fromEntries((Object.keys(kinds) as Kind[]).map(ofKind)) as Record<
        Kind,
        number
      >,
      load: loadOf(counted),
    },
    load: Math.max(...runs.map(({ steps, start }) => loadOf([...steps, start]))),
  }
}

/** Of the same rate. */
export function summariseSteps(all: Step[]): StepSummary {
  return {
    rate: all[0]!.rate,
    isKept: all.every(keepsUp),
    completedPerSecond: median(all.map(({ completedPerSecond }) => completedPerSecond)),
    toAnswer: medianOf(all.map(({ toAnswer }) => toAnswer)),
    toEnd: medianOf(all.map(({ toEnd }) => toEnd)),
    fromAnswerToEnd: medianOf(all.map(({ fromAnswerToEnd }) => fromAnswerToEnd)),
    cpu: medianCpu(all.map(({ cpuMs, completed }) => cpuPerOrder(cpuMs, completed))),
    cpuMs: medianAmounts(all.map(({ cpuMs, completed }) => scale(cpuMs, 1 / completed))),
    load: loadOf(all),
  }
}

type Lists = 'browsed' | 'accepted' | 'steps' | 'slow' | 'away'

/** Those of all rounds that are of the same thing. */
function groups<List extends Lists>(runs: Run[], list: List, key: keyof Run[List][number]) {
  type One = Run[List][number]
  const all = runs.flatMap((run) => run[list] as One[])
  return [...Map.groupBy(all, (one) => one[key]).values()]
}

function medianAmounts(all: Measured[]): Measured {
  const measured = all.filter((amounts) => amounts !== undefined)
  if (measured.length === 0) return undefined
  const names = new Set(measured.flatMap((amounts) => Object.keys(amounts)))
  const middle = (name: string) => median(measured.map((amounts) => amounts[name] ?? 0))
  return Object.fromEntries([...names].map((name) => [name, middle(name)]))
}

function medianCpu(all: (Cpu | undefined)[]): Cpu | undefined {
  const measured = all.filter((cpu) => cpu !== undefined)
  if (measured.length === 0) return undefined
  const middle = (figure: (cpu: Cpu) => number) => median(measured.map(figure))
  return {
    services: middle(({ services }) => services),
    servers: medianAmounts(measured.map(({ servers }) => servers))!,
    provider: middle(({ provider }) => provider),
    all: middle((cpu) => cpu.all),
  }
}

const scale = (amounts: Measured, by: number): Measured =>
  amounts && Object.fromEntries(Object.entries(amounts).map(([name, one]) => [name, one * by]))
const loadOf = (all: Loaded[]) => Math.max(...all.map(({ load }) => load))
const byRate = (a: StepSummary, b: StepSummary) => a.rate - b.rate
