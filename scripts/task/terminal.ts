// What the person at the terminal sees of a task: what happens now, and what is done and how long that took.
import { styleText } from 'node:util'

const { stdout } = process
const clear = '\r\x1b[K'

/** "Postgres: starting" happens now, and gives way to the next line; "… after 0.9 s" is done, and stays. */
export function report(line: string) {
  if (/ after [\d.]+ s/.test(line)) stay(asDone(line))
  else if (stdout.isTTY) stdout.write(clear + `  … ${line}`.slice(0, (stdout.columns || 80) - 1))
  else stay(`  … ${line}`)
}

export function stay(line: string) {
  if (stdout.isTTY) stdout.write(clear)
  console.log(line)
}

export const asDone = (line: string) => `  ${styleText('green', '✓')} ${line}`
export const asFailed = (line: string) => `  ${styleText('red', '✗')} ${line}`

/** For `report`: the time since `began`, a performance.now(). */
export const since = (began: number) => `${((performance.now() - began) / 1000).toFixed(1)} s`
