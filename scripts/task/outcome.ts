// What a run of tests comes to: the counts of its steps added up, and every failure told again at the end.
import { asDone, asFailed, since, stay } from './terminal.ts'

export type Outcome = {
  passed: number
  /** One line or more each, the first of which says what failed. */
  failures: string[]
  /** Each with its reason. */
  skipped: string[]
}

export const success: Outcome = { passed: 1, failures: [], skipped: [] }
export const failed = (...failures: string[]): Outcome => ({ passed: 0, failures, skipped: [] })

/** Runs one step and says how long it took. A step that throws has failed. */
export async function runStep(name: string, work: () => Promise<Outcome>, say = stay) {
  const began = performance.now()
  const outcome = await work().catch((error: Error) => failed(error.message))
  const line = `${name}: ${countsOf(outcome)} after ${since(began)}`
  say(outcome.failures.length > 0 ? asFailed(line) : asDone(line))
  return { ...outcome, failures: outcome.failures.map((failure) => `${name}: ${failure}`) }
}

export const addUp = (outcomes: Outcome[]): Outcome => ({
  passed: outcomes.reduce((sum, outcome) => sum + outcome.passed, 0),
  failures: outcomes.flatMap(({ failures }) => failures),
  skipped: outcomes.flatMap(({ skipped }) => skipped),
})

/** The last line of `npm test`, read by CI. */
export const countsOf = ({ passed, failures, skipped }: Outcome) =>
  `${passed} passed, ${failures.length} failed` +
  (skipped.length > 0 ? `, ${skipped.length} skipped` : '')

export function printOutcome(outcome: Outcome) {
  const { failures, skipped } = outcome
  if (skipped.length > 0) stay(`\nSkipped:\n\n${skipped.map((line) => `  - ${line}`).join('\n')}`)
  if (failures.length > 0)
    stay(`\nFailed:\n\n${failures.map((text) => `  ✗ ${text}`).join('\n\n')}`)
  stay(`\n${countsOf(outcome)}`)
}
