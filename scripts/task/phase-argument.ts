// The number of a phase, as given on the command line.
import { Fault } from '../fail.ts'
import { phases } from '../phases.ts'

export const phaseNumbers = () => Object.keys(phases).map(Number)
export const newestPhase = () => Math.max(...phaseNumbers())

/** The only positional argument, if there is one. */
export function readPhase(positionals: string[]): number | undefined {
  const [text, ...more] = positionals
  if (text === undefined) return undefined
  const number = phaseNumbers().find((known) => String(known) === text)
  if (number !== undefined && more.length === 0) return number
  throw new Fault(`no phase "${positionals.join(' ')}", there is: ${phaseNumbers().join(', ')}`)
}
