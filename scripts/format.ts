// npm run format: formats everything.
import { Fault } from './fail.ts'
import { runTool } from './task/checks.ts'
import { parseArguments, runTask, unlessStopped } from './task/task.ts'
import { stay } from './task/terminal.ts'

await runTask(async (stop) => {
  parseArguments('npm run format', {})
  const { code, output } = await unlessStopped(stop, runTool(['oxfmt']))
  if (code !== 0) throw new Fault(output)
  stay(output)
})
