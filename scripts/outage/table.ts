// What was measured, as a table for each phase: who is away, and which wishes are granted all the same. Pure.
import { markdownTable } from '../chain/markdown.ts'
import type { Outage } from './measure.ts'
import { type Visit, type Wish, wishes } from './visits.ts'

export function outageTable(outages: Outage[]): string {
  const rows = outages.map(({ down, visits, finalAfterMs }) => [
    down,
    ...wishes.map((wish) => shareOf(visits, wish)),
    (finalAfterMs / 1_000).toFixed(1),
  ])
  return markdownTable(['away', ...wishes, 'all final after s'], rows)
}

/** How much of the shop is left, on the average, with one of its processes away. */
export function summaryTable(outages: Outage[]): string {
  const phases = Map.groupBy(outages, ({ phase }) => phase)
  const rows = [...phases].map(([phase, ofPhase]) => {
    const left = wishes.map((wish) => {
      const goOn = ofPhase.filter(({ visits }) => shareOf(visits, wish) === 'yes')
      return `${goOn.length} of ${ofPhase.length}`
    })
    return [String(phase), ...left]
  })
  return markdownTable(['phase ', ...wishes.map((wish) => `${wish} `)], rows)
}

export function shareOf(visits: Visit[], wish: Wish): string {
  const asked = visits.filter((visit) => visit.wish === wish)
  const granted = asked.filter(({ isGranted }) => isGranted)
  if (asked.length === 0) return ''
  if (granted.length === asked.length) return 'yes'
  if (granted.length === 0) return 'no'
  return `${Math.round((100 * granted.length) / asked.length)} %`
}
