// The pictures of the page. Pure.
import { chart } from './chart.ts'
import type { Summary } from './summary.ts'
import { ofShop } from './totals.ts'

export const shown = 20

export function glance(summaries: Summary[]): string {
  const labels = summaries.map(({ phase }) => `phase ${phase}`)
  const bar = (title: string, unit: string, of: (one: Summary) => number) =>
    chart({ title, unit, labels, series: [{ kind: 'bar', numbers: summaries.map(of) }] })
  const stepOf = ({ steps }: Summary) => steps.find(({ rate }) => rate === shown)
  const burstOf = ({ accepted }: Summary) => accepted.at(-1)
  return [
    bar('The ceiling', 'completed orders a second', ({ ceiling }) => ceiling),
    chart({
      title: `From asked to completed at ${shown} orders a second: p50 (bars), p99 (line)`,
      unit: 'ms',
      labels,
      series: [
        { kind: 'bar', numbers: summaries.map((one) => stepOf(one)?.toEnd.p50 ?? NaN) },
        { kind: 'line', numbers: summaries.map((one) => stepOf(one)?.toEnd.p99 ?? NaN) },
      ],
    }),
    chart({
      title: 'Accepted with 32 clients: p50 (bars), p99 (line)',
      unit: 'ms',
      labels,
      series: [
        { kind: 'bar', numbers: summaries.map((one) => burstOf(one)?.ms.p50 ?? NaN) },
        { kind: 'line', numbers: summaries.map((one) => burstOf(one)?.ms.p99 ?? NaN) },
      ],
    }),
    bar(`Processor time per completed order at ${shown}/s, with servers`, 'ms', (one) =>
      ofShop(stepOf(one)?.cpuMs),
    ),
    bar('Memory, with servers', 'MB', ({ memoryMb }) => ofShop(memoryMb)),
  ].join('\n\n')
}
