// What the newest phase must reach, and whether it does. Beside it a comparable system: seven Go services with the same saga
// over RabbitMQ, gRPC and Kafka, on 2 cores shared with servers and driver. Pure.
import { markdownTable } from '../chain/markdown.ts'
import { figure } from './format.ts'
import type { Result } from './result.ts'
import { growthVerdict, replicasVerdict } from './scale-targets.ts'
import type { Summary } from './summary.ts'
import { ofServices, ofShop } from './totals.ts'
import { serverNames } from './usage.ts'
import { atLeast, atMost, below, type More, unmeasured, type Verdict } from './verdict.ts'

const goSystem = {
  acceptP50Ms: { 1: 7, 8: 33, 32: 110 } as Record<number, number>,
  cpuMs: 38,
  ceiling: 20,
  listsPerSecond: 3_100,
}
const rateOfTarget = 20
const leastCeiling = 100

type Rest = Partial<Pick<Result, 'scale' | 'isQuick'>>

/** The first and the newest phase of the same run. */
export function verdictsOf(
  summaries: Summary[],
  newest: number,
  { scale, isQuick = false }: Rest = {},
): Verdict[] {
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
    ceilingVerdict(last),
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
    growthVerdict(scale, isQuick),
    replicasVerdict(scale, isQuick),
  ]
}

function ceilingVerdict(last: Summary): Verdict {
  const verdict = atLeast('completed orders a second, ceiling', leastCeiling, last.ceiling, {
    load: last.load,
    comparable: '20 as shipped, 38 polled faster, 60 with its driver repaired',
  })
  // It kept up with all that was tried: how much more it can do was not asked.
  const isUnknown = verdict.verdict === 'not met' && last.isBelowCeiling
  return isUnknown
    ? { ...verdict, verdict: 'not measured', reached: `${verdict.reached} or more` }
    : verdict
}

function acceptVerdicts(first: Summary | undefined, last: Summary): Verdict[] {
  const all = [1, 8, 32]
  return all.flatMap((clients) => {
    const before = first?.accepted.find((one) => one.clients === clients)
    const after = last.accepted.find((one) => one.clients === clients)
    return (['p50', 'p99'] as const).map((share) => {
      const target = `accept with ${clients} ${clients === 1 ? 'client' : 'clients'}: ${share} ms, at most phase 0's`
      const comparable = share === 'p50' ? figure(goSystem.acceptP50Ms[clients] ?? NaN) : ''
      if (!before || !after) return { ...unmeasured(target), comparable }
      const { ms, refused, load } = after
      const verdict = atMost(target, before.ms[share], ms[share], { load, comparable })
      // To be refused quickly is not to be accepted.
      return refused > 0
        ? { ...verdict, verdict: 'not met', reached: `${verdict.reached}, ${refused} refused` }
        : verdict
    })
  })
}

/** It had fallen behind before that rate. */
function missing(step: { load: number } | undefined, last: Summary): More {
  return step
    ? { load: step.load }
    : { load: last.load, absent: `not reached: ceiling ${figure(last.ceiling)}` }
}

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
