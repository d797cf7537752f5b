// The drift gate: between neighbours nothing differs, moves or disappears unless docs/changes names it, with a reason.
import { basename } from 'node:path'
import { Fault } from '../fail.ts'
import { driftOfChapter } from './chapter.ts'
import { compare, type Change, type Comparison, type Move } from './compare.ts'
import { readChanges, type ListedMove } from './changes.ts'
import { updateCommand, type Pair } from './pair.ts'

const leastSimilarity = 90
/** What only a process has stands beside its folders, and is alike in all of them: none of it has moved. */
const hasMoved = (from: string) => from.includes('/')

/** One line for each drift, which names the file and what to do. */
export async function gate(pair: Pair): Promise<string[]> {
  try {
    const found = await compare(pair.before, pair.after)
    return [...findDrift(found, pair), ...(await driftOfChapter(pair))]
  } catch (error) {
    if (error instanceof Fault) return [error.message]
    throw error
  }
}

function findDrift(found: Comparison, pair: Pair): string[] {
  if (found.same.length + found.moved.length + found.edited.length === 0) {
    return [
      `${basename(pair.before)} and ${basename(pair.after)} have no file in common: look there`,
    ]
  }
  const listed = readChanges(pair.changesFile)
  return [
    ...driftOfMoves(found.moved, listed.moved, pair),
    ...driftOfEdits(found, listed.edited, pair),
    ...driftOfGone(found.gone, listed.gone, pair),
  ]
}

function driftOfMoves(found: Move[], listed: ListedMove[], pair: Pair): string[] {
  const refresh = `run ${updateCommand(pair)}`
  const drift = found.flatMap(({ from, path, similarity, added, removed }) => {
    const entry = listed.find((one) => one.from === from && one.to === path)
    if (similarity < leastSimilarity && hasMoved(from)) {
      return (
        `${path} is only ${similarity} % the same as ${from}, and ${leastSimilarity} % is the least: ` +
        'move the file as it is, and put what is new into a new file'
      )
    }
    if (!entry) return `${path} moved here from ${from} and is not listed: ${refresh}`
    if (entry.similarity !== similarity) {
      return `${path} is ${similarity} % the same as ${from}, not ${entry.similarity} %: ${refresh}`
    }
    if (added + removed > 0 && !entry.why) {
      return `${path} was edited when it moved: say why under "moved" in ${fileOf(pair)}`
    }
    return []
  })
  const stale = listed.filter(
    ({ from, to }) => !found.some((one) => one.from === from && one.path === to),
  )
  return [
    ...drift,
    ...stale.map(({ from, to }) => `${to} did not move here from ${from}: ${refresh}`),
  ]
}

function driftOfEdits({ edited }: Comparison, listed: Record<string, string>, pair: Pair) {
  const [before, after] = [basename(pair.before), basename(pair.after)]
  return compareWith(edited, listed, {
    unlisted: (path) =>
      `${path} is not the same in both phases: make it so (cp ${after}/${path} ${before}/${path}, ` +
      `or the other way round), or say why under "edited" in ${fileOf(pair)}`,
    stale: (path) => `${path} was not edited: delete its line under "edited" in ${fileOf(pair)}`,
  })
}

const driftOfGone = (gone: Change[], listed: Record<string, string>, pair: Pair) =>
  compareWith(gone, listed, {
    unlisted: (path) =>
      `${path} is gone: bring it back, or say why under "gone" in ${fileOf(pair)}`,
    stale: (path) => `${path} is not gone: delete its line under "gone" in ${fileOf(pair)}`,
  })

type Messages = Record<'unlisted' | 'stale', (path: string) => string>

function compareWith(found: Change[], listed: Record<string, string>, say: Messages): string[] {
  const paths = found.map(({ path }) => path)
  return [
    ...paths.filter((path) => listed[path] === undefined).map(say.unlisted),
    ...Object.keys(listed)
      .filter((path) => !paths.includes(path))
      .map(say.stale),
  ]
}

const fileOf = ({ changesFile }: Pair) => `docs/changes/${basename(changesFile)}`
