// What was learnt, as a table. Pure.
import { markdownTable } from '../chain/markdown.ts'
import type { Lesson } from './learnt.ts'

export const learntTable = (lessons: Lesson[]): string =>
  markdownTable(
    ['change', 'cause found by', 'before', 'after'],
    lessons.map(({ what, why, before, after }) => [what, why, before, after]),
  )
