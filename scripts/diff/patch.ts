// The diff of one file between two phases, found by either of its names, or by the end of it.
import { basename, dirname, join, normalize, relative } from 'node:path'
import { styleText } from 'node:util'
import { Fault } from '../fail.ts'
import type { Comparison } from './compare.ts'
import { gitDiff } from './git.ts'
import { nearest } from './nearest.ts'
import type { Pair } from './pair.ts'

/** Its paths in the phase before and after; where there is none, it is new or gone. */
type File = { from?: string; path?: string }

export function patchOf(wanted: string, found: Comparison, pair: Pair): string {
  const { from, path } = findFile(wanted, found, pair)
  const around = dirname(pair.after)
  const place = (folder: string, name?: string) =>
    name ? relative(around, join(folder, name)) : '/dev/null'
  const [before, after] = [place(pair.before, from), place(pair.after, path)]
  const colour = styleText('red', '') === '' ? 'never' : 'always'
  const patch = gitDiff([`--color=${colour}`, '--', before, after], around)
  return patch.trimEnd() || `${after} is to the byte what ${before} is`
}

function findFile(wanted: string, found: Comparison, { before, after }: Pair): File {
  const files: File[] = [
    ...found.moved,
    ...found.edited.map(({ path }) => ({ from: path, path })),
    ...found.fresh.map(({ path }) => ({ path })),
    ...found.gone.map(({ path }) => ({ from: path })),
    ...found.same.map((path) => ({ from: path, path })),
  ]
  const namesOf = ({ from, path }: File) => [from, path].filter((name) => name !== undefined)
  const asked = normalize(wanted).replace(
    new RegExp(`^.*(${basename(before)}|${basename(after)})/`),
    '',
  )
  const exact = files.filter((file) => namesOf(file).includes(asked))
  const ending = files.filter((file) => namesOf(file).some((name) => name.endsWith(`/${asked}`)))
  const [file, ...others] = exact.length > 0 ? exact : ending
  if (file && others.length === 0) return file

  const names = (file ? [file, ...others] : files).flatMap(namesOf)
  if (file) throw new Fault(`"${wanted}" may be ${[...new Set(names)].join(', ')}`)
  throw new Fault(`no file "${wanted}" in these phases; the nearest is ${nearest(asked, names)}`)
}
