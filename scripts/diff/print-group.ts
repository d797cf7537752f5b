// One group of changes: its totals, then a line for each file, under the folder that it is in.
import { basename, dirname } from 'node:path'
import { styleText } from 'node:util'
import { inColumns, wrap } from '../task/columns.ts'
import type { Change, Move } from './compare.ts'
import { inOrder } from './order.ts'

type AnyChange = Change & Partial<Move>
export type NoteOf = (change: Change) => string | undefined

export const title = (word: string) => styleText(['bold', 'cyan'], word)
export const count = ({ length }: unknown[]) => `${length} file${length === 1 ? '' : 's'}`

export function group(word: string, changes: AnyChange[], noteOf: NoteOf): string {
  if (changes.length === 0) return ''
  const noteWidth = widthOfNotes(changes)
  const folders = inOrder(changes).map(({ folder, changes: inside }) => ({
    heading: headingOf(folder, inside[0]!),
    rows: inside.flatMap((change) => rowsOf(change, wrap(noteOf(change) ?? '', noteWidth))),
  }))
  const lines = inColumns(
    folders.flatMap(({ rows }) => rows),
    paint,
  )
  const body = folders.flatMap(({ heading, rows }) => [heading, ...lines.splice(0, rows.length)])
  return [`${title(word)}  ${totalOf(changes)}`, ...body.map((line) => `  ${line}`)].join('\n')
}

function rowsOf(change: AnyChange, [first = '', ...more]: string[]): string[][] {
  const { similarity, added, removed } = change
  const row = [
    similarity === undefined ? '' : `${similarity} %`.padStart(5),
    added > 0 ? `+${added}`.padStart(4) : '',
    removed > 0 ? `-${removed}`.padStart(4) : '',
    nameOf(change),
    first,
  ]
  return [row, ...more.map((line) => ['', '', '', '', line])]
}

const colours = ['yellow', 'green', 'red', 'reset', 'dim'] as const
const paint = (word: string, column: number) => styleText(colours[column]!, word)

/** What a terminal leaves for notes; in a pipe they are as long as they are. */
function widthOfNotes(changes: AnyChange[]) {
  const { isTTY, columns } = process.stdout
  const taken = 25 + Math.max(...changes.map((one) => nameOf(one).length))
  return isTTY ? Math.max(30, columns - taken) : Infinity
}

function nameOf({ path, from = path }: AnyChange) {
  const [before, name] = [basename(from), basename(path)]
  return before === name ? name : `${before} → ${name}`
}

function headingOf(folder: string, { from }: AnyChange) {
  return styleText('bold', from ? `${dirname(from)}/ → ${folder}/` : `${folder}/`)
}

function totalOf(changes: AnyChange[]): string {
  const sum = (part: 'added' | 'removed') =>
    changes.reduce((total, change) => total + change[part], 0)
  const [added, removed] = [sum('added'), sum('removed')]
  const least = Math.min(...changes.map(({ similarity = NaN }) => similarity))
  return [
    count(changes),
    !Number.isNaN(least) && `${least} % or more similar`,
    added > 0 && styleText('green', `+${added}`),
    removed > 0 && styleText('red', `-${removed}`),
  ]
    .filter(Boolean)
    .join('  ')
}
