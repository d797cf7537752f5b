// The measured availability as a table: each part, their product, and what the customers were told.
import type { Availability } from './availability.ts'
import { markdownTable } from './markdown.ts'
import { sharesOf, type Outcome } from './rounds.ts'

const titles: Record<Outcome, string> = {
  completed: 'completed in the request',
  pending: 'promised, settled later',
  failed: 'promised, failed',
  unavailable: 'answered 503',
  other: 'other',
}

export function availabilityTable(measured: Availability[]): string {
  const names = [...new Set(measured.flatMap(({ needs }) => needs))]
  const columns = [
    'phase ',
    ...names.map((name) => `${name} up `),
    'product ',
    'all up at once ',
    ...Object.values(titles).map((title) => `${title} `),
    'lost ',
  ]
  const rows = measured.map(({ phase, needs, rounds, promised, lost }) => {
    const { up, product, allUp, told } = sharesOf(rounds, needs)
    const ups = names.map((name) => (up[name] === undefined ? '' : percent(up[name])))
    const answers = Object.keys(titles).map((outcome) => percent(told[outcome as Outcome]))
    const shares = [percent(product), percent(allUp), ...answers]
    return [String(phase), ...ups, ...shares, `${lost} of ${promised}`]
  })
  return markdownTable(columns, rows)
}

const percent = (share: number) => `${(100 * share).toFixed(1)} %`
