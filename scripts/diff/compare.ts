// What lies between two folders, as git sees it: what moved, was edited, is new or gone, and what is the same to the byte.
import { cp, readdir, readFile } from 'node:fs/promises'
import { basename, join, relative } from 'node:path'
import { privateFolder } from '../infra/folders.ts'
import { gitDiff } from './git.ts'

/** Paths are those inside a phase. */
export type Change = { path: string; added: number; removed: number }
export type Move = Change & { from: string; similarity: number }
export type Comparison = {
  moved: Move[]
  edited: Change[]
  fresh: Change[]
  gone: Change[]
  same: string[]
}

const isOurs = (path: string) => basename(path) !== 'node_modules'

export async function compare(before: string, after: string): Promise<Comparison> {
  // Copied first: git would look into node_modules too, and tell of the folders around.
  await using copies = await privateFolder('diff')
  await cp(before, join(copies.path, 'a'), { recursive: true, filter: isOurs })
  await cp(after, join(copies.path, 'b'), { recursive: true, filter: isOurs })
  const found = readChanges(gitDiff(['--raw', '--numstat', '-z', 'a', 'b'], copies.path))

  const [old, now] = [await readAll(join(copies.path, 'a')), await readAll(join(copies.path, 'b'))]
  const changed = new Set([...found.moved, ...found.edited, ...found.fresh].map(({ path }) => path))
  const same = [...now]
    .filter(([path, content]) => !changed.has(path) && old.get(path)?.equals(content))
    .map(([path]) => path)
  const kept = same.length + found.moved.length + found.edited.length
  const isComplete = kept + found.gone.length === old.size && kept + found.fresh.length === now.size
  if (!isComplete) throw new Error('git diff was misunderstood: it has not told of every file')
  return { ...found, same }
}

async function readAll(folder: string) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const paths = entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name))
  const contents = paths.map(
    async (path) => [relative(folder, path), await readFile(path)] as const,
  )
  return new Map(await Promise.all(contents))
}

// Of --raw: ":100644 100644 0000000 0000000 R097" and one or two names, where only the score is of use.
// Of --numstat: "3\t1\t" and always two names, of which one may be /dev/null.
function readChanges(output: string) {
  const found = { moved: [], edited: [], fresh: [], gone: [] } as Omit<Comparison, 'same'>
  const scores = new Map<string, number>()
  const words = output.split('\0')
  for (let at = 0; at < words.length - 1; at++) {
    const score = /^:.* R(\d+)$/.exec(words[at]!)?.[1]
    const counts = /^(\d+|-)\t(\d+|-)\t$/.exec(words[at]!)
    if (score) scores.set(inside(words[at + 2]!), Number(score))
    if (!counts) continue
    const [before, after] = [words[at + 1]!, words[at + 2]!]
    const lines = { added: Number(counts[1]) || 0, removed: Number(counts[2]) || 0 }
    const [from, path] = [inside(before), inside(after)]
    if (before === '/dev/null') found.fresh.push({ path, ...lines })
    else if (after === '/dev/null') found.gone.push({ path: from, ...lines })
    else if (from === path) found.edited.push({ path, ...lines })
    else found.moved.push({ path, from, similarity: scores.get(path) ?? 0, ...lines })
  }
  return found
}

/** Without the "a/" or "b/" in front. */
const inside = (path: string) => path.slice(2)
