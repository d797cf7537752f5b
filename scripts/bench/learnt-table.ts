// What was learnt, as tables. Pure.
import { markdownTable } from '../chain/markdown.ts'
import type { Attempt, Lesson } from './learnt.ts'

export const learntTable = (lessons: Lesson[]): string =>
  markdownTable(
    ['change', 'cause found by', 'before', 'after'],
    lessons.map(({ what, why, before, after }) => [what, why, before, after]),
  )

export const inVainTable = (attempts: Attempt[]): string =>
  markdownTable(
    ['tried', 'because', 'seen'],
    attempts.map(({ what, hope, seen }) => [what, hope, seen]),
  )
