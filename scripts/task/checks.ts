// What is checked without running anything, in the order in which it helps to know it.
import { runStep, type Outcome } from './outcome.ts'
import { protoChecks } from './proto-checks.ts'
import { checkByTool } from './tool.ts'

export type Check = { name: string; run(): Promise<Outcome> }

const checks: Check[] = [
  { name: 'types', run: () => checkByTool(['tsc', '-p', '.']) },
  { name: 'lint', run: () => checkByTool(['oxlint', '--type-aware', '--deny-warnings']) },
  { name: 'format', run: () => checkByTool(['oxfmt', '--check']) },
  { name: 'OpenAPI', run: () => checkByTool(['redocly', 'lint', 'docs/openapi.yaml']) },
  ...protoChecks(),
]

/** One after the other; all of them, also after a failure. */
export async function runChecks(wanted = checks): Promise<Outcome[]> {
  const outcomes = []
  for (const { name, run } of wanted) outcomes.push(await runStep(name, run))
  return outcomes
}
