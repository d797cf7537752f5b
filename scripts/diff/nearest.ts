// The name that a mistyped one was most likely meant to be.
import { basename } from 'node:path'

/** By the number of letters to change; of a path, its last part may have been meant. */
export function nearest(word: string, names: string[]): string | undefined {
  const distance = (name: string) => Math.min(edits(word, name), edits(word, basename(name)) + 0.5)
  return names.toSorted((one, other) => distance(one) - distance(other))[0]
}

// Levenshtein's, row by row.
function edits(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index)
  for (const [index, letter] of one.split('').entries()) {
    let diagonal = row[0]!
    row = row.reduce<number[]>((next, above, column) => {
      const left = next.at(-1)
      const same = diagonal + (letter === other[column - 1] ? 0 : 1)
      next.push(left === undefined ? index + 1 : Math.min(above + 1, left + 1, same))
      diagonal = above
      return next
    }, [])
  }
  return row.at(-1)!
}
