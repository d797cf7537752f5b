// The diff of two phases as text: what moved, what was edited, what is new and what is gone, the most instructive first.
import { basename, join } from 'node:path'
import { styleText } from 'node:util'
import { readChanges } from './changes.ts'
import type { Comparison } from './compare.ts'
import { firstComment } from './first-comment.ts'
import { rule } from './order.ts'
import type { Pair } from './pair.ts'
import { count, group, title, type NoteOf } from './print-group.ts'

export function print(found: Comparison, pair: Pair): string {
  const { moved, edited, gone } = readChanges(pair.changesFile)
  const saysOfItself: NoteOf = ({ path }) => firstComment(join(pair.after, path))
  return [
    styleText('bold', `${basename(pair.before)} → ${basename(pair.after)}`),
    group('MOVED', found.moved, ({ path }) => moved.find(({ to }) => to === path)?.why),
    group('EDITED', found.edited, ({ path }) => edited[path]),
    group('NEW', found.fresh, saysOfItself),
    group('GONE', found.gone, ({ path }) => gone[path]),
    `${title('UNTOUCHED')}  ${count(found.same)}, the same to the byte`,
    styleText(
      'dim',
      `${rule}\nOne file: npm run diff -- ${pair.name.replace('-', ' ')} --patch FILE`,
    ),
  ]
    .filter(Boolean)
    .join('\n\n')
}
