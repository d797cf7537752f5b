// A result that is known: two phases, round figures.
import type { Accepted, Growth, Result, Run, Scale, Step } from '../result.ts'
import { sizes } from '../sizes.ts'
import type { Measured } from '../usage.ts'

const even = (ms: number) => ({ p50: ms, p95: 2 * ms, p99: 3 * ms })

export const givenStep = (change: Partial<Step> = {}): Step => ({
  rate: 20,
  seconds: 10,
  asked: 200,
  refused: 0,
  completed: 200,
  lost: 0,
  toAnswer: even(10),
  toEnd: even(100),
  fromAnswerToEnd: even(90),
  open: { half: 2, end: 2 },
  completedPerSecond: 20,
  cpuMs: {
    'order-service': 2_000,
    provider: 9_000,
    Postgres: 3_000,
    RabbitMQ: 600,
    Kafka: 400,
    others: 90_000,
  },
  load: 1.5,
  ...change,
})

export const tooMuch = (rate: number) => givenStep({ rate, open: { half: 10, end: 900 } })

export const givenAccepted = (
  clients: number,
  ms: number,
  change: Partial<Accepted> = {},
): Accepted => ({
  clients,
  seconds: 20,
  asked: 400,
  refused: 0,
  perSecond: 20,
  ms: even(ms),
  ends: { completed: 400 },
  drainedMs: 500,
  cpuMs: { 'order-service': 4_000, Postgres: 4_000 },
  load: 1.5,
  ...change,
})

const memory = {
  'order-service': 600,
  provider: 70,
  Postgres: 200,
  RabbitMQ: 100,
  Kafka: 200,
  others: 5_000,
}

export const givenRun = (phase: number, change: Partial<Run> = {}): Run => ({
  phase,
  round: 1,
  versions: 'an abacus',
  paceUs: [90, 100, 150],
  start: { serversMs: 2_000, shopMs: 3_000, processesMs: { 'order-service': 900 }, load: 1 },
  idle: { seconds: 10, cpuMs: { 'order-service': 200, Postgres: 900 }, memoryMb: memory, load: 1 },
  browsed: [
    {
      what: 'list',
      perSecond: 4_000,
      answered: 20_000,
      refused: 0,
      seconds: 5,
      ms: even(2),
      cpuMs: { 'order-service': 5_000 },
      load: 1.5,
    },
  ],
  accepted: [1, 8, 32].map((clients) => givenAccepted(clients, clients)),
  memoryMb: memory,
  steps: [givenStep(), givenStep({ rate: 40 }), tooMuch(80)],
  slow: [givenStep(), tooMuch(40)],
  away: [
    {
      down: 'provider',
      visits: 10,
      granted: { browse: 1, 'see the cart': 1, 'be accepted': 0.5 },
      completed: 0,
      load: 1.5,
    },
  ],
  effects: {
    orders: 100,
    seconds: 20,
    counts: { statements: 3_500, rpcs: 400 },
    idle: { seconds: 10, counts: { statements: 250 } },
    load: 1.5,
  },
  ...change,
})

export const givenResult = (runs: Run[], change: Partial<Result> = {}): Result => ({
  measuredAt: '2026-01-02T03:04:05.000Z',
  isQuick: false,
  size: sizes.full,
  minutes: 50,
  runs,
  ...change,
})

/** A later round. */
export function givenLaterRun(phase: number, change: Partial<Run> = {}): Run {
  const { idle: _idle, effects: _effects, ...run } = givenRun(phase)
  return { ...run, round: 2, browsed: [], slow: [], away: [], ...change }
}

export const givenGrowth = (change: Partial<Growth> = {}): Growth => ({
  few: givenStep({ rate: 10 }),
  many: givenStep({ rate: 10 }),
  filledTo: 1_000_000,
  fillSeconds: 150,
  gigabytes: 2.5,
  ...change,
})

export const givenScale = (change: Partial<Scale> = {}): Scale => ({
  phase: 3,
  replicas: {
    one: givenStep({ completedPerSecond: 40 }),
    two: givenStep({ completedPerSecond: 39 }),
  },
  growth: givenGrowth(),
  ...change,
})

/** As on a system without /proc. */
export function withoutKernel(run: Run): Run {
  const cpuMs: Measured = undefined
  const blind = <T extends object>(one: T) => ({ ...one, cpuMs })
  return {
    ...run,
    memoryMb: undefined,
    ...(run.idle && { idle: { ...run.idle, cpuMs, memoryMb: undefined } }),
    browsed: run.browsed.map(blind),
    accepted: run.accepted.map(blind),
    steps: run.steps.map(blind),
    slow: run.slow.map(blind),
  }
}
