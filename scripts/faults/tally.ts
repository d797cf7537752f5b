// What came of the cells, as a table: story by story, who was killed how often, and how often that was survived. Pure.
import { markdownTable } from '../chain/markdown.ts'
import { type Cell, kindOf, sentenceOf } from './cells.ts'

export type Result = { cell: Cell; error?: Error }

export function tallyTable(results: Result[]): string {
  const kinds = Map.groupBy(results, ({ cell }) => kindOf(cell))
  const rows = [...kinds.values()].map((ofKind) => {
    const { story, participant } = ofKind[0]!.cell
    return [story, participant, ...countsOf(ofKind)]
  })
  return markdownTable(
    ['story', 'killed', 'cells ', 'passed '],
    [...rows, ['all', '', ...countsOf(results)]],
  )
}

const countsOf = (results: Result[]) => [
  String(results.length),
  String(results.filter(({ error }) => !error).length),
]

/** One line for each that was not survived. */
export const failureLines = (results: Result[]): string[] =>
  results.flatMap(({ cell, error }) => (error ? `${sentenceOf(cell)}: ${error.message}` : []))
