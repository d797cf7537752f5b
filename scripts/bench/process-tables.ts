// What each process and each server uses of the machine: a row for each. Pure.
import { markdownTable } from '../chain/markdown.ts'
import { figure, notMeasured } from './format.ts'
import type { Summary } from './summary.ts'
import { ofServices, ofShop } from './totals.ts'
import { type Measured, others, serverNames } from './usage.ts'

export function cpuTable(summaries: Summary[], rate: number): string {
  const stepOf = ({ steps }: Summary) => steps.find((step) => step.rate === rate)
  return processTable(summaries, {
    of: (one) => stepOf(one)?.cpuMs,
    sum: (amounts) => ofShop(amounts),
    load: (one) => stepOf(one)?.load ?? NaN,
  })
}

export const memoryTable = (summaries: Summary[]): string =>
  processTable(summaries, {
    of: ({ memoryMb }) => memoryMb,
    sum: (amounts) => ofShop(amounts),
    load: ({ load }) => load,
  })

export const idleTable = (summaries: Summary[]): string =>
  processTable(summaries, {
    of: ({ idle }) => idle.cpuPercent,
    sum: (amounts) => ofServices(amounts),
    load: ({ idle }) => idle.load,
    sumOf: 'services together',
  })

type Columns = {
  of(summary: Summary): Measured
  sum(amounts: Measured): number
  load(summary: Summary): number
  sumOf?: string
}

function processTable(summaries: Summary[], { of, sum, load, sumOf }: Columns): string {
  const measured = summaries.map(of)
  const names = new Set(measured.flatMap((amounts) => Object.keys(amounts ?? {})))
  const last = ['provider', ...serverNames]
  const sorted = [...names]
    .filter((name) => name !== others)
    .toSorted((a, b) => last.indexOf(a) - last.indexOf(b) || a.localeCompare(b))
  const cellOf = (amounts: Measured, name: string) =>
    amounts?.[name] === undefined ? '' : figure(amounts[name])
  const rows = sorted.map((name) => [
    name === 'provider' ? 'card processor, not in the sum' : name,
    ...measured.map((amounts) => cellOf(amounts, name)),
  ])
  const sums = measured.map((amounts) => (amounts ? figure(sum(amounts)) : notMeasured))
  return markdownTable(
    ['', ...summaries.map(({ phase }) => `phase ${phase} `)],
    [
      ...rows,
      [`**${sumOf ?? 'services and servers'}**`, ...sums],
      ['load average', ...summaries.map((one) => figure(load(one)))],
    ],
  )
}
