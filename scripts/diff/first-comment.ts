// What a file says of itself in its first comment or heading: the first sentence.
import { readFileSync } from 'node:fs'

export function firstComment(file: string): string {
  const lines = readFileSync(file, 'utf8').split('\n')
  const end = lines.findIndex((line) => !marker.test(line))
  const comment = lines.slice(0, end < 0 ? undefined : end).map((line) => line.replace(marker, ''))
  return /^.*?(?=\.?$|\. )/.exec(comment.join(' '))![0].trim()
}

/** Of a comment in .ts, .sql, .yaml and of a heading in .md. */
const marker = /^(\/\/|--|#+) ?/
