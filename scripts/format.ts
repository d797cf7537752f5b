// npm run format: formats everything.
import { Fault } from './fail.ts'
import { formatProto } from './task/proto-checks.ts'
import { parseArguments, runTask, unlessStopped } from './task/task.ts'
import { stay } from './task/terminal.ts'
import { runTool } from './task/tool.ts'

await runTask(async (stop) => {
  parseArguments('npm run format', {})
  for (const command of [['oxfmt'], [...formatProto, '--write']]) {
    const { code, output } = await unlessStopped(stop, runTool(command))
    if (code !== 0) throw new Fault(output)
    stay(output)
  }
})
