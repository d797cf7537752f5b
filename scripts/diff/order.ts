// What to read first. A rule of a few lines instead of a list of files, so that it holds for every pair of phases.
import { dirname } from 'node:path'
import type { Change } from './compare.ts'

/** The first that fits counts; told to the reader in these words. */
const ranks = [
  { of: 'tests', pattern: /(^|\/)test\//, rank: 4 },
  { of: 'services and modules', pattern: /^(services|modules)\//, rank: 0 },
  { of: 'contracts', pattern: /^contracts\//, rank: 1 },
  { of: 'what starts the process', pattern: /^[^/]+\.ts$/, rank: 2 },
  { of: 'shared', pattern: /^shared\//, rank: 3 },
  { of: 'the rest', pattern: /^/, rank: 5 },
]
const ranked = ranks.toSorted((one, other) => one.rank - other.rank)

export const rule =
  `In this order: ${ranked.map(({ of }) => of).join(', ')}; ` +
  'of folders and of files, the one that changed most comes first.'

export type Folder<C extends Change> = { folder: string; changes: C[] }

/** By folder, the most instructive first. */
export function inOrder<C extends Change>(changes: C[]): Folder<C>[] {
  const keyOf = ({ path }: C) => `${rankOf(path)} ${dirname(path)}`
  const folders = [...Map.groupBy(changes, keyOf).values()].map((inside) => ({
    folder: dirname(inside[0]!.path),
    changes: inside.toSorted((one, other) => lines(other) - lines(one) || byPath(one, other)),
  }))
  return folders.toSorted((one, other) => {
    const [a, b] = [one.changes[0]!, other.changes[0]!]
    return rankOf(a.path) - rankOf(b.path) || sum(other) - sum(one) || byPath(a, b)
  })
}

const rankOf = (path: string) => ranks.find(({ pattern }) => pattern.test(path))!.rank
const lines = ({ added, removed }: Change) => added + removed
const sum = ({ changes }: Folder<Change>) => changes.reduce((total, one) => total + lines(one), 0)
const byPath = (one: Change, other: Change) => (one.path < other.path ? -1 : 1)
