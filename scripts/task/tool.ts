// Runs a command to its end and keeps what it said: the tools of node_modules, and git.
import { join } from 'node:path'
import { spawnGuarded } from '../infra/guarded.ts'
import { failed, success, type Outcome } from './outcome.ts'
import { root } from './places.ts'

/** A tool of node_modules, over the whole repository or another folder. */
export const runTool = ([tool = '', ...args]: string[], folder = root) =>
  runCommand([join(root, 'node_modules', '.bin', tool), ...args], folder)

export async function runCommand([command = '', ...args]: string[], folder: string) {
  const lines: string[] = []
  const { exited } = spawnGuarded(command, args, {
    cwd: folder,
    env: { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' },
    output: (line) => lines.push(line),
  })
  const { code } = await exited
  return { code, output: lines.join('\n') }
}

/** A check is passed when its tool says so. */
export async function checkByTool(command: string[], folder?: string): Promise<Outcome> {
  const { code, output } = await runTool(command, folder)
  return code === 0 ? success : failed(`${command.join(' ')}\n${output}`)
}
