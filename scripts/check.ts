// npm run check: types, lint, format and the OpenAPI document.
import { runChecks } from './task/checks.ts'
import { addUp, printOutcome } from './task/outcome.ts'
import { parseArguments, runTask, unlessStopped } from './task/task.ts'

await runTask(async (stop) => {
  parseArguments('npm run check', {})
  const outcome = addUp(await unlessStopped(stop, runChecks()))
  printOutcome(outcome)
  process.exitCode = outcome.failures.length > 0 ? 1 : 0
})
