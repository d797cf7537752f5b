// The arithmetic of the outage tables, on numbers that are known.
import assert from 'node:assert/strict'
import type { Outage } from '../measure.ts'
import { failureMatrix } from '../page.ts'
import { outageTable, summaryTable } from '../table.ts'
import { type Visit, type Wish, wishes } from '../visits.ts'

const visits = (wish: Wish, granted: number, asked: number): Visit[] =>
  Array.from({ length: asked }, (_, i) => ({ wish, isGranted: i < granted }))

const outages: Outage[] = [
  {
    phase: 0,
    down: 'provider',
    visits: [...visits('browse', 3, 3), ...visits('check out', 1, 3)],
    finalAfterMs: 1_249,
  },
  {
    phase: 0,
    down: 'shop',
    visits: [...visits('browse', 0, 3), ...visits('check out', 0, 3)],
    finalAfterMs: 0,
  },
  { phase: 1, down: 'gateway', visits: visits('browse', 2, 3), finalAfterMs: 12_000 },
]
const cellsOf = (table: string) =>
  table.split('\n').map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  )
const column = (wish: Wish) => wishes.indexOf(wish) + 1

describe('the table of an outage', () => {
  it('says yes where every wish was granted, no where none was, and else the share', () => {
    const [, , ...rows] = cellsOf(outageTable(outages))
    const seen = (wish: Wish) => rows.map((row) => row[column(wish)])
    assert.deepEqual(
      rows.map(([down]) => down),
      ['provider', 'shop', 'gateway'],
    )
    assert.deepEqual(seen('browse'), ['yes', 'no', '67 %'])
    assert.deepEqual(seen('check out'), ['33 %', 'no', ''])
    assert.deepEqual(
      rows.map((row) => row.at(-1)),
      ['1.2', '0.0', '12.0'],
    )
  })

  it('counts for each phase the outages in which a wish is granted every time', () => {
    const [, , ...rows] = cellsOf(summaryTable(outages))
    assert.deepEqual(
      rows.map((row) => [row[0], row[column('browse')], row[column('check out')]]),
      [
        ['0', '1 of 2', '0 of 2'],
        ['1', '0 of 1', '0 of 1'],
      ],
    )
  })

  it('stands in a page that says for how long, and on what it was measured', () => {
    const page = failureMatrix(outages, { seconds: 30, machine: 'an abacus' })
    assert.match(page, /stays away for 30 seconds/)
    assert.match(page, /Measured with an abacus\./)
    assert.match(page, /## Phase 1: phase-1-cart/)
  })
})
