// npm run proto: formats the contracts in proto/, makes their types anew, then checks what can be wrong with them.
import { runChecks, type Check } from './task/checks.ts'
import { addUp, printOutcome, success } from './task/outcome.ts'
import { root } from './task/places.ts'
import { formatProto, protoChecks } from './task/proto-checks.ts'
import { renewTypes } from './task/proto-types.ts'
import { parseArguments, runTask, unlessStopped } from './task/task.ts'
import { checkByTool } from './task/tool.ts'

const changes: Check[] = [
  { name: 'formatting', run: () => checkByTool([...formatProto, '--write']) },
  { name: 'new types', run: () => renewTypes(root).then(() => success) },
]

await runTask(async (stop) => {
  parseArguments('npm run proto', {})
  const outcome = addUp(await unlessStopped(stop, runChecks([...changes, ...protoChecks()])))
  printOutcome(outcome)
  process.exitCode = outcome.failures.length > 0 ? 1 : 0
})
