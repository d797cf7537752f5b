// The measured figures in full, scenario by scenario, with the load average beside each. Pure.
import { markdownTable } from '../chain/markdown.ts'
import type { Cpu } from './arithmetic.ts'
import { type Kind, kinds } from './effects.ts'
import { asCeiling, figure, loaded, notMeasured, percent, whole } from './format.ts'
import type { Percentiles } from './result.ts'
import type { StepSummary, Summary } from './summary.ts'
import { ofShop } from './totals.ts'
import { serverNames } from './usage.ts'
import { wishes } from './visits.ts'

export const spread = ({ p50, p95, p99 }: Percentiles) => [p50, p95, p99].map((ms) => figure(ms))
export const spreadTitles = ['p50 ms ', 'p95 ', 'p99 ']
export const cpuTitles = [
  'CPU ms per order ',
  'services ',
  ...serverNames.map((name) => `${name} `),
]

export function cpuCells(cpu: Cpu | undefined): string[] {
  if (!cpu) return [notMeasured, ...['services', ...serverNames].map(() => '')]
  const servers = serverNames.map((name) =>
    cpu.servers[name] === undefined ? '' : figure(cpu.servers[name]),
  )
  return [figure(cpu.all), figure(cpu.services), ...servers]
}

export const browseTable = (summaries: Summary[]): string =>
  markdownTable(
    ['page', 'phase ', 'a second ', ...spreadTitles, 'refused ', 'CPU ms per page ', 'load '],
    summaries
      .flatMap(({ phase, browsed }) => browsed.map((one) => ({ phase, ...one })))
      .toSorted((a, b) => orderOf(summaries, a.what) - orderOf(summaries, b.what))
      .map(({ what, phase, perSecond, ms, refused, cpuMs, load }) => [
        what,
        String(phase),
        figure(perSecond),
        ...spread(ms),
        whole(refused),
        cpuMs ? figure(ofShop(cpuMs)) : notMeasured,
        loaded(load),
      ]),
  )

const orderOf = (summaries: Summary[], page: string) =>
  summaries[0]!.browsed.findIndex(({ what }) => what === page)

export const acceptTable = (summaries: Summary[]): string =>
  markdownTable(
    [
      'clients ',
      'phase ',
      'accepted a second ',
      ...spreadTitles,
      'refused ',
      ...cpuTitles,
      'load ',
    ],
    acceptRows(summaries).map(({ clients, phase, perSecond, ms, refused, cpu, load }) => [
      String(clients),
      String(phase),
      figure(perSecond),
      ...spread(ms),
      whole(refused),
      ...cpuCells(cpu),
      loaded(load),
    ]),
  )

/** What became of the accepted ones. */
export const endsTable = (summaries: Summary[]): string =>
  markdownTable(
    [
      'clients ',
      'phase ',
      'accepted ',
      'completed ',
      'failed ',
      'no end ',
      'last end after s ',
      'load ',
    ],
    acceptRows(summaries).map((one) => [
      String(one.clients),
      String(one.phase),
      ...[one.accepted, one.completed, one.failed, one.unfinished].map(whole),
      figure(one.drainedMs / 1_000),
      loaded(one.load),
    ]),
  )

const acceptRows = (summaries: Summary[]) =>
  summaries
    .flatMap(({ phase, accepted }) => accepted.map((one) => ({ phase, ...one })))
    .toSorted((a, b) => a.clients - b.clients)

export const completeTable = (steps: StepSummary[]): string =>
  markdownTable(
    [
      'orders/s ',
      'keeps up',
      'completed/s ',
      ...['answer', 'end', 'answer to end'].flatMap((what) => [`${what}: p50 ms `, 'p95 ', 'p99 ']),
      ...cpuTitles,
      'load ',
    ],
    steps.map((step) => [
      String(step.rate),
      step.isKept ? 'yes' : '**no**',
      figure(step.completedPerSecond),
      ...[step.toAnswer, step.toEnd, step.fromAnswerToEnd].flatMap(spread),
      ...cpuCells(step.cpu),
      loaded(step.load),
    ]),
  )

export const ceilingTable = (summaries: Summary[]): string =>
  markdownTable(
    ['phase ', 'ceiling, orders/s ', 'with a slow card processor ', 'load '],
    summaries.map(({ phase, ceiling, slowCeiling, load }) => [
      String(phase),
      asCeiling(ceiling),
      asCeiling(slowCeiling),
      loaded(load),
    ]),
  )

export const effectsTable = (summaries: Summary[]): string =>
  markdownTable(
    ['for a completed order', ...summaries.map(({ phase }) => `phase ${phase} `)],
    [
      ...(Object.keys(kinds) as Kind[]).map((kind) => [
        kinds[kind],
        ...summaries.map(({ effects }) => figure(effects.perOrder[kind])),
      ]),
      ['load average', ...summaries.map(({ effects }) => loaded(effects.load))],
    ],
  )

export const startTable = (summaries: Summary[]): string =>
  markdownTable(
    ['phase ', 'servers s ', 'shop s ', 'slowest process', 'its own s ', 'load '],
    summaries.map(({ phase, start }) => {
      const [slowest] = Object.entries(start.processesMs).toSorted((a, b) => b[1] - a[1])
      const [name = '', ms = NaN] = slowest ?? []
      const times = [start.serversMs, start.shopMs].map((time) => figure(time / 1_000))
      return [String(phase), ...times, name, figure(ms / 1_000), loaded(start.load)]
    }),
  )

export const awayTable = (summaries: Summary[]): string =>
  markdownTable(
    ['away', 'phase ', ...wishes.map((wish) => `${wish} `), 'completed meanwhile ', 'load '],
    summaries.flatMap(({ phase, away }) =>
      away.map(({ down, granted, completed, load }) => [
        down,
        String(phase),
        ...wishes.map((wish) => percent(granted[wish])),
        percent(completed),
        loaded(load),
      ]),
    ),
  )
