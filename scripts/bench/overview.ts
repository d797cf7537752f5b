// The price and the worth of the split in one table: the phases side by side, and what is worst for the newest one first.
// Pure.
import { markdownTable } from '../chain/markdown.ts'
import { kinds } from './effects.ts'
import { asCeiling, figure, loaded, percent, whole } from './format.ts'
import { mean } from '../chain/numbers.ts'
import type { Summary } from './summary.ts'
import { ofServices, ofShop } from './totals.ts'

type Row = {
  what: string
  isBetter: 'higher' | 'lower'
  of(summary: Summary): number | undefined
  write?: (number: number) => string
}
const rateShown = 20
const stepOf = ({ steps }: Summary) => steps.find(({ rate }) => rate === rateShown)
const acceptOf = ({ accepted }: Summary, wanted: number) =>
  accepted.find(({ clients }) => clients === wanted)
const away = ({ away: all }: Summary, share: (one: Summary['away'][number]) => number) =>
  all.length > 0 ? mean(all.map(share)) : NaN

const rows: Row[] = [
  {
    what: 'completed orders a second: the ceiling',
    isBetter: 'higher',
    of: ({ ceiling, isBelowCeiling }) => (isBelowCeiling ? NaN : ceiling),
    write: asCeiling,
  },
  {
    what: 'the ceiling when the card processor takes 200 ms',
    isBetter: 'higher',
    of: (one) => one.slowCeiling,
    write: asCeiling,
  },
  ...[1, 8, 32].map((clients): Row => {
    const people = clients === 1 ? '1 client' : `${clients} clients`
    return {
      what: `accept, ${people}: p50 ms`,
      isBetter: 'lower',
      of: (one) => acceptOf(one, clients)?.ms.p50,
    }
  }),
  {
    what: 'accepted orders a second, 32 clients',
    isBetter: 'higher',
    of: (one) => acceptOf(one, 32)?.perSecond,
  },
  {
    what: 'from asked to completed at 20 orders/s: p50 ms',
    isBetter: 'lower',
    of: (one) => stepOf(one)?.toEnd.p50,
  },
  {
    what: 'from asked to completed at 20 orders/s: p99 ms',
    isBetter: 'lower',
    of: (one) => stepOf(one)?.toEnd.p99,
  },
  {
    what: 'product lists a second, 8 clients',
    isBetter: 'higher',
    of: (one) => one.browsed.find(({ what }) => what === 'list')?.perSecond,
  },
  {
    what: 'CPU ms per completed order at 20/s, with servers',
    isBetter: 'lower',
    of: (one) => stepOf(one)?.cpu?.all,
  },
  {
    what: 'memory after the bursts, MB, with servers',
    isBetter: 'lower',
    of: (one) => ofShop(one.memoryMb),
  },
  {
    what: 'idle: % of a core, services',
    isBetter: 'lower',
    of: (one) => ofServices(one.idle.cpuPercent),
  },
  {
    what: 'start of servers and shop from nothing, s',
    isBetter: 'lower',
    of: ({ start }) => (start.serversMs + start.shopMs) / 1_000,
  },
  {
    what: `${kinds.statements} per completed order`,
    isBetter: 'lower',
    of: ({ effects }) => effects.perOrder.statements,
  },
  {
    what: `${kinds.rpcs} per completed order`,
    isBetter: 'lower',
    of: ({ effects }) => effects.perOrder.rpcs,
  },
  {
    what: 'messages per completed order, RabbitMQ and Kafka',
    isBetter: 'lower',
    of: ({ effects: { perOrder } }) => perOrder.rabbit + perOrder.kafka,
  },
  {
    what: 'of its partners one is away: checkouts accepted',
    isBetter: 'higher',
    of: (one) => away(one, ({ granted }) => granted['be accepted']),
    write: percent,
  },
  {
    what: 'of its partners one is away: carts shown',
    isBetter: 'higher',
    of: (one) => away(one, ({ granted }) => granted['see the cart']),
    write: percent,
  },
  {
    what: 'of its partners one is away: pages shown',
    isBetter: 'higher',
    of: (one) => away(one, ({ granted }) => granted.browse),
    write: percent,
  },
]

/** How many times worse the last is than the first; below 1 it is better. Undefined where there is no such number. */
export function timesWorse(first: number, last: number, isBetter: Row['isBetter']) {
  const factor = isBetter === 'lower' ? last / first : first / last
  if (first === last) return 1
  return Number.isFinite(factor) && factor > 0 ? factor : undefined
}

const figuresOf = (summaries: Summary[]) =>
  rows
    .map((row) => {
      const numbers = summaries.map((one) => row.of(one) ?? NaN)
      return { row, numbers, factor: timesWorse(numbers[0]!, numbers.at(-1)!, row.isBetter) }
    })
    .filter(({ numbers }) => numbers.some(Number.isFinite))

const unmeasured = `On one machine, with one team, a split buys no speed. What it is for has no row here: [who can go on while somebody is
away](failure-matrix.md), parts that are changed and started one by one, and machines that each part can have for itself.`

/** What the newest has of the split, in words: the most first. */
export function balance(summaries: Summary[]): string {
  const known = figuresOf(summaries).flatMap(({ row: { what }, factor }) =>
    factor === undefined ? [] : { what, factor },
  )
  const worse = known.filter(({ factor }) => factor >= 1.05).toSorted((a, b) => b.factor - a.factor)
  const better = known
    .filter(({ factor }) => factor <= 0.95)
    .toSorted((a, b) => a.factor - b.factor)
  const said = (all: { what: string }[]) =>
    all.length > 0
      ? all.map(({ what }) => `- ${what}`).join('\n')
      : '- nothing of what was measured'
  return `**What it cost**, in ${worse.length} of ${known.length} figures:\n\n${said(worse)}\n\n**What it bought**, in ${better.length}:\n\n${said(better)}\n\n${unmeasured}`
}

export function overviewTable(summaries: Summary[]): string {
  const table = figuresOf(summaries).map(({ row, numbers, factor }) => {
    const cells = numbers.map((number) => (row.write ?? figure)(number))
    return { factor: factor ?? 0, cells: [row.what, ...cells, changeOf(factor)] }
  })
  const [from, to] = [summaries[0]!.phase, summaries.at(-1)!.phase]
  const paces = [
    '_the machine: a way to Postgres and back, µs_',
    ...summaries.map(({ paceUs }) => whole(paceUs)),
    '',
  ]
  const loads = ['load average, the highest', ...summaries.map(({ load }) => loaded(load)), '']
  const isOne = from === to
  const cut = (cells: string[]) => (isOne ? cells.slice(0, -1) : cells)
  return markdownTable(
    cut(['', ...summaries.map(({ phase }) => `phase ${phase} `), `phase ${to} against ${from}`]),
    [...table.toSorted((a, b) => b.factor - a.factor).map(({ cells }) => cells), loads, paces].map(
      cut,
    ),
  )
}

function changeOf(factor: number | undefined): string {
  if (factor === undefined) return ''
  if (factor > 0.95 && factor < 1.05) return 'the same'
  return factor > 1 ? `${figure(factor)} times worse` : `${figure(1 / factor)} times better`
}
