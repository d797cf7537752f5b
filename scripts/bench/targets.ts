// What the newest phase must reach, and whether it does. Beside it a comparable system: seven Go services with the same saga
// over RabbitMQ, gRPC and Kafka, on 2 cores shared with servers and driver. Pure.
import { markdownTable } from '../chain/markdown.ts'
import { figure, loaded, notMeasured } from './format.ts'
import { ofServices, ofShop, type Summary } from './summary.ts'
import { serverNames } from './usage.ts'

export type Verdict = {
  target: string
  bound: string
  reached: string
  verdict: 'met' | 'not met' | 'not measured'
  load: string
  /** What the comparable system reaches. */
  comparable: string
}

const goSystem = {
  acceptP50Ms: { 1: 7, 8: 33, 32: 110 } as Record<number, number>,
  cpuMs: 38,
  ceiling: 20,
  listsPerSecond: 3_100,
}
const rateOfTarget = 20

/** The first and the newest phase of the same run. */
export function verdictsOf(summaries: Summary[], newest: number): Verdict[] {
  const first = summaries.find(({ phase }) => phase === 0)
  const last = summaries.find(({ phase }) => phase === newest)
  if (!last) return []
  const step = last.steps.find(({ rate }) => rate === rateOfTarget)
  const burst = last.accepted.find(({ clients }) => clients === 32)
  const list = last.browsed.find(({ what }) => what === 'list')
  // A server that runs elsewhere is not in the sum, which would be too good to be true.
  const hasServers = serverNames.every((name) => last.memoryMb && name in last.memoryMb)
  const cpu = hasServers ? step?.cpu?.all : undefined
  const memory = hasServers ? ofShop(last.memoryMb) : NaN
  return [
    ...acceptVerdicts(first, last),
    atLeast('completed orders a second, ceiling', 100, last.ceiling, {
      load: last.load,
      comparable: '20 as shipped, 38 polled faster, 60 with its driver repaired',
    }),
    atMost('20 orders/s: accepted to completed, p50 ms', 200, step?.fromAnswerToEnd.p50, {
      ...missing(step, last),
      comparable: '3,800 as shipped, 170 repaired',
    }),
    atMost('20 orders/s: accepted to completed, p99 ms', 500, step?.fromAnswerToEnd.p99, {
      ...missing(step, last),
    }),
    atMost('32-client burst: orders without an end 60 s later', 0, burst?.unfinished, {
      load: burst?.load,
      comparable: 'never finishes them',
    }),
    atLeast(
      'the same ceiling when the card processor takes 200 ms',
      last.ceiling,
      last.slowCeiling,
      {
        load: last.load,
        comparable: '5',
      },
    ),
    atMost('20 orders/s: CPU ms per completed order, servers included', goSystem.cpuMs, cpu, {
      ...missing(step, last),
      comparable: '38 (services 16, Postgres 16)',
    }),
    atMost('memory after the bursts, MB, with servers', 1_500, memory, {
      load: last.load,
      comparable: '1,050',
    }),
    atLeast('product lists a second, 8 clients', goSystem.listsPerSecond, list?.perSecond, {
      load: list?.load,
      comparable: '3,100',
    }),
    below('idle: % of a core, all services', 3, ofServices(last.idle.cpuPercent), {
      load: last.idle.load,
    }),
    unmeasured('cost per order is flat from 1,000 to 1,000,000 orders'),
    unmeasured('a second replica of each service does not lower the ceiling'),
  ]
}

function acceptVerdicts(first: Summary | undefined, last: Summary): Verdict[] {
  return last.accepted.flatMap(({ clients, ms, refused, load }) => {
    const before = first?.accepted.find((one) => one.clients === clients)
    return (['p50', 'p99'] as const).map((share) => {
      const target = `accept with ${clients} ${clients === 1 ? 'client' : 'clients'}: ${share} ms, at most phase 0's`
      const comparable = share === 'p50' ? figure(goSystem.acceptP50Ms[clients] ?? NaN) : ''
      if (!before) return unmeasured(target)
      const verdict = atMost(target, before.ms[share], ms[share], { load, comparable })
      // To be refused quickly is not to be accepted.
      return refused > 0
        ? { ...verdict, verdict: 'not met', reached: `${verdict.reached}, ${refused} refused` }
        : verdict
    })
  })
}

type More = { load?: number | undefined; comparable?: string; absent?: string }
type Judge = (target: string, bound: number, reached: number | undefined, more: More) => Verdict

const judge =
  (sign: string, isMet: (reached: number, bound: number) => boolean): Judge =>
  (target, bound, reached = NaN, { load, comparable = '', absent }) => {
    const isMeasured = !Number.isNaN(reached) && !Number.isNaN(bound)
    return {
      target,
      bound: `${sign} ${figure(bound)}`,
      reached: isMeasured ? figure(reached) : (absent ?? notMeasured),
      verdict: isMeasured
        ? isMet(reached, bound)
          ? 'met'
          : 'not met'
        : absent
          ? 'not met'
          : 'not measured',
      load: load === undefined ? '' : loaded(load),
      comparable,
    }
  }
const atMost = judge('≤', (reached, bound) => reached <= bound)
/** None at all is never enough. */
const atLeast = judge('≥', (reached, bound) => reached > 0 && reached >= bound)
const below = judge('<', (reached, bound) => reached < bound)

/** It had fallen behind before that rate. */
function missing(step: { load: number } | undefined, last: Summary): More {
  return step
    ? { load: step.load }
    : { load: last.load, absent: `not reached: ceiling ${figure(last.ceiling)}` }
}

const unmeasured = (target: string): Verdict => ({
  target,
  bound: '',
  reached: 'not measured by this run',
  verdict: 'not measured',
  load: '',
  comparable: '',
})

export const targetTable = (verdicts: Verdict[]): string =>
  markdownTable(
    ['target', 'bound ', 'reached ', 'verdict', 'load ', 'the Go system'],
    worstFirst(verdicts).map((one) => [
      one.target,
      one.bound,
      one.reached,
      one.verdict === 'not met' ? '**not met**' : one.verdict,
      one.load,
      one.comparable,
    ]),
  )

const order = ['not met', 'not measured', 'met']
const worstFirst = (verdicts: Verdict[]) =>
  verdicts.toSorted((a, b) => order.indexOf(a.verdict) - order.indexOf(b.verdict))
