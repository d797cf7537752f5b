// What a run has measured, as it is kept: everything that the page says is computed from it.
import type { Visits } from './browse.ts'
import type { EffectCounts } from './effects.ts'
import type { Size } from './sizes.ts'
import type { Measured } from './usage.ts'
import type { Wish } from './visits.ts'

export type Percentiles = { p50: number; p95: number; p99: number }
/** The load average of the last minute when it was measured: what else the machine had to do. */
type Loaded = { load: number }

export type Browsed = Loaded & Omit<Visits, 'latenciesMs'> & { ms: Percentiles; cpuMs: Measured }

export type Accepted = Loaded & {
  clients: number
  seconds: number
  asked: number
  refused: number
  perSecond: number
  ms: Percentiles
  /** How many of those accepted have which status 60 s later; `pending` are those without an end. */
  ends: Record<string, number>
  /** From the last answer to the last end. */
  drainedMs: number
  cpuMs: Measured
}

/** One rate of the open loop. */
export type Step = Loaded & {
  rate: number
  seconds: number
  asked: number
  refused: number
  completed: number
  /** Failed, or without an end in time. */
  lost: number
  /** From when the order was due to its answer, to its end; and from its answer to its end. */
  toAnswer: Percentiles
  toEnd: Percentiles
  fromAnswerToEnd: Percentiles
  /** Orders without an end, half way and when the last one came. */
  open: { half: number; end: number }
  /** From the first order to the last end. */
  completedPerSecond: number
  cpuMs: Measured
}

export type Away = Loaded & {
  down: string
  visits: number
  granted: Record<Wish, number>
  /** Of the accepted ones, how many were completed while it was still away. */
  completed: number
}

export type Run = {
  phase: number
  round: number
  /** Of the machine and the servers. */
  versions: string
  /** Microseconds of a way to Postgres and back, before each scenario. */
  paceUs: number[]
  start: { serversMs: number; shopMs: number; processesMs: Record<string, number> } & Loaded
  idle?: Loaded & { seconds: number; cpuMs: Measured; memoryMb: Measured }
  browsed: Browsed[]
  accepted: Accepted[]
  /** After all that. */
  memoryMb: Measured
  steps: Step[]
  slow: Step[]
  /** Empty where it was not measured, like the other lists. */
  away: Away[]
  effects?: EffectCounts
}

/** Orders at a rate that is too high for one of each service, with one and then with two. */
export type Replicas = { one: Step; two: Step }
/** The same rate with few and with many finished orders in the tables. `filledTo`: how many there were in the end. */
export type Growth = {
  few: Step
  many: Step
  filledTo: number
  fillSeconds: number
  gigabytes: number
}
/** Of the newest phase. `absent`: why it could not be measured. */
export type Scale = { phase: number; replicas: Replicas; growth: Growth | { absent: string } }

export type Result = {
  measuredAt: string
  isQuick: boolean
  size: Size
  minutes: number
  runs: Run[]
  scale?: Scale
}
