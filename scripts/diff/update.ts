// Brings up to date what can be measured: the moves in docs/changes, and the chapter's table. Reasons and order stay.
import { existsSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { updateChapter } from './chapter.ts'
import { parse } from './changes.ts'
import type { Comparison, Move } from './compare.ts'
import { updateCommand, type Pair } from './pair.ts'

export async function update({ moved }: Comparison, pair: Pair) {
  const { changesFile } = pair
  if (!existsSync(changesFile)) {
    await mkdir(dirname(changesFile), { recursive: true })
    await writeFile(changesFile, blank(pair))
  }
  const { document, listed } = parse(changesFile)
  const moves = listed.moved ?? []
  if (moves.length === 0) document.set('moved', moved.map(entryOf))
  else {
    for (const move of moved) {
      const index = moves.findIndex(({ to, from }) => to === move.path && from === move.from)
      if (index < 0) document.addIn(['moved'], entryOf(move))
      else document.setIn(['moved', index, 'similarity'], move.similarity)
    }
    for (const [index, { to, from }] of [...moves.entries()].toReversed()) {
      const isStale = !moved.some((move) => to === move.path && from === move.from)
      if (isStale) document.deleteIn(['moved', index])
    }
  }
  await writeFile(changesFile, document.toString({ lineWidth: 0 }))
  await updateChapter(pair)
}

const entryOf = ({ from, path, similarity }: Move) => ({ from, to: path, similarity })

const blank = (pair: Pair) => `\
# What this phase changed of the phase before, and why. Held against the files in npm test.
# By hand: the reasons, one line each. By "${updateCommand(pair)}": what moved, and the chapter's table.
moved:
edited:
gone:
`
