// Two phases to compare, and where it is written what lies between neighbours.
import { join } from 'node:path'
import { getPhase } from '../phases.ts'
import { phaseNumbers } from '../task/phase-argument.ts'
import { root } from '../task/places.ts'

export type Pair = {
  /** As in the file's name and on the command line: "0-1". */
  name: string
  /** The two folders. */
  before: string
  after: string
  /** The reasons, written by hand. */
  changesFile: string
  /** The chapter that shows them. */
  chapterFile: string
}

export function pairOf(before: number, after: number): Pair {
  const [older, newer] = [getPhase(before).folder, getPhase(after).folder]
  return {
    name: `${before}-${after}`,
    before: join(root, older),
    after: join(root, newer),
    changesFile: join(root, 'docs', 'changes', `${before}-${after}.yml`),
    chapterFile: join(root, 'docs', `${newer}.md`),
  }
}

export const neighbours = (): Pair[] =>
  phaseNumbers()
    .slice(1)
    .map((number) => pairOf(number - 1, number))

export const updateCommand = ({ name }: Pair) =>
  `npm run diff -- ${name.replace('-', ' ')} --update`
