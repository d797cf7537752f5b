// A process of the shop that runs to its end before others start: a migration, or what moves data between databases.
import { spawnGuarded, type Exit } from '../infra/guarded.ts'
import { faultOf } from './shop-logs.ts'
import { since } from './terminal.ts'

type OneShot = {
  name: string
  command: string[]
  env: NodeJS.ProcessEnv
  logFile: string
  report: (line: string) => void
}

export async function runOneShot(
  { name, command, env, logFile, report }: OneShot,
  words = { doing: 'running', done: 'done', failed: 'failed' },
) {
  const began = performance.now()
  report(`${name}: ${words.doing}`)
  const { exited } = spawnGuarded(process.execPath, command, { env, output: logFile })
  const exit = await exited
  if (exit.code !== 0) throw await faultOf(`${name} ${words.failed} (${reason(exit)})`, logFile)
  report(`${name}: ${words.done} after ${since(began)}`)
}

export const reason = ({ code, signal }: Exit) => signal ?? `exit code ${code}`
