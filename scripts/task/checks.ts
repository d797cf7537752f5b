// What is checked without running anything, in the order in which it helps to know it.
import { join } from 'node:path'
import { spawnGuarded } from '../infra/guarded.ts'
import { failed, runStep, success } from './outcome.ts'
import { root } from './places.ts'

const checks = [
  { name: 'types', command: ['tsc', '-p', '.'] },
  { name: 'lint', command: ['oxlint', '--type-aware', '--deny-warnings'] },
  { name: 'format', command: ['oxfmt', '--check'] },
  { name: 'OpenAPI', command: ['redocly', 'lint', 'docs/openapi.yaml'] },
]

export async function runChecks() {
  const outcomes = []
  for (const { name, command } of checks) {
    outcomes.push(
      await runStep(name, async () => {
        const { code, output } = await runTool(command)
        return code === 0 ? success : failed(`${command.join(' ')}\n${output}`)
      }),
    )
  }
  return outcomes
}

/** Runs a tool of node_modules over the whole repository. */
export async function runTool([tool = '', ...args]: string[]) {
  const lines: string[] = []
  const { exited } = spawnGuarded(join(root, 'node_modules', '.bin', tool), args, {
    cwd: root,
    env: { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' },
    output: (line) => lines.push(line),
  })
  const { code } = await exited
  return { code, output: lines.join('\n') }
}
