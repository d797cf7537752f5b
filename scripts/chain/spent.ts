// How often a process called others and how long it waited for them, from two readings of what it counts. Pure.
export type Spent = { count: number; ms: number }
/** By name of what was called, in the order of the first calls. */
export type Reading = Map<string, Spent>

type Labels = Record<string, string>
type Series = { name: string; labels: Labels; value: number }

/** The text of /metrics. https://prometheus.io/docs/instrumenting/exposition_formats/ */
export const readSeries = (text: string): Series[] =>
  [...text.matchAll(/^(\w+)\{(.*)\} (\S+)$/gm)].map(([, name, labels, number]) => ({
    name: name!,
    labels: Object.fromEntries(
      [...labels!.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].map(([, label, value]) => [
        label!,
        value!,
      ]),
    ),
    value: Number(number),
  }))

/** A histogram of seconds, by one label or more of those series that have all of `labels`. */
export function readHistogram(text: string, histogram: string, by: string[], labels: Labels = {}) {
  const reading: Reading = new Map()
  const isWanted = (series: Series) =>
    Object.entries(labels).every(([label, value]) => series.labels[label] === value)
  for (const { name, labels: has, value } of readSeries(text).filter(isWanted)) {
    const key = by.map((label) => has[label]).join(' ')
    if (name === `${histogram}_count`) add(reading, key, { count: value, ms: 0 })
    if (name === `${histogram}_sum`) add(reading, key, { count: 0, ms: value * 1000 })
  }
  return reading
}

/** Lines such as `POST /charges 12.345`, each a request and its milliseconds. */
export function readTimes(text: string): Reading {
  const reading: Reading = new Map()
  for (const [, key, ms] of text.matchAll(/^(.+) (\S+)$/gm)) {
    add(reading, key!, { count: 1, ms: Number(ms) })
  }
  return reading
}

function add(reading: Reading, key: string, { count, ms }: Spent) {
  const known = reading.get(key) ?? { count: 0, ms: 0 }
  reading.set(key, { count: known.count + count, ms: known.ms + ms })
}

/** What was called in between. */
export function between(before: Reading, after: Reading): Reading {
  const calls: Reading = new Map()
  for (const [key, { count, ms }] of after) {
    const { count: countBefore, ms: msBefore } = before.get(key) ?? { count: 0, ms: 0 }
    if (count > countBefore) calls.set(key, { count: count - countBefore, ms: ms - msBefore })
  }
  return calls
}

export const total = (spent: Iterable<Spent>): Spent =>
  [...spent].reduce((sum, { count, ms }) => ({ count: sum.count + count, ms: sum.ms + ms }), {
    count: 0,
    ms: 0,
  })
