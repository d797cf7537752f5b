// Runs spec files by mocha in a process of their own, and trusts nothing but the counts that it leaves.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { privateFolder } from '../infra/folders.ts'
import { spawnGuarded, type Exit, type Guarded } from '../infra/guarded.ts'
import type { Say } from './at-once.ts'
import type { Outcome } from './outcome.ts'
import { root } from './places.ts'
import { stay } from './terminal.ts'

type Limits = {
  withinMs?: number
  /** For what is still open after the last test. */
  graceMs?: number
}
export type Suite = Limits & {
  /** Names or patterns. */
  files: string | string[]
  except?: string | undefined
  say?: Say | undefined
  env?: Record<string, string>
}

export async function runSuite({ say = stay, env, ...suite }: Suite): Promise<Outcome> {
  const { files, except, ...limits } = suite
  await using folder = await privateFolder('tally')
  const tally = join(folder.path, 'tally.json')
  const args = [
    join(root, 'node_modules', 'mocha', 'bin', 'mocha.js'),
    `--reporter=${join(import.meta.dirname, 'mocha-tally.ts')}`,
    `--reporter-option=tally=${tally}`,
    process.stdout.isTTY ? '--color' : '--no-color',
    ...(except ? [`--ignore=${except}`] : []),
    ...[files].flat(),
  ]
  const child = spawnGuarded(process.execPath, args, {
    cwd: root,
    env: { ...process.env, ...env },
    output: say,
  })
  const overdue = await waitFor(child, tally, limits)
  const exit = await child.exited

  const outcome: Outcome = existsSync(tally)
    ? JSON.parse(readFileSync(tally, 'utf8'))
    : { passed: 0, failures: [], skipped: [] }
  const problem = overdue ?? problemOf(exit, existsSync(tally), outcome)
  if (problem) outcome.failures.push(`${[files].flat().join(', ')} ${problem}`)
  return outcome
}

/** Waits for the end, or makes it and says why. */
async function waitFor(child: Guarded, tally: string, limits: Limits): Promise<string | undefined> {
  const { withinMs = 1_200_000, graceMs = 20_000 } = limits
  const { promise: overdue, resolve } = Promise.withResolvers<string>()
  const limit = setTimeout(resolve, withinMs, `was stopped: it ran for ${withinMs / 1000} s`)
  let finishedAt: number | undefined
  const watch = setInterval(() => {
    if (existsSync(tally)) finishedAt ??= Date.now()
    if (finishedAt && Date.now() - finishedAt > graceMs) {
      resolve('was stopped: something that its tests opened kept it from ending')
    }
  }, 200)
  const why = await Promise.race([overdue, child.exited.then(() => undefined)])
  clearTimeout(limit)
  clearInterval(watch)
  if (why) await child.stop(1000)
  return why
}

function problemOf({ code, signal }: Exit, isFinished: boolean, { passed, failures }: Outcome) {
  const end = signal ?? `exit code ${code}`
  if (!isFinished) return `ended before its tests did (${end})`
  if (passed + failures.length === 0) return 'ran no test'
  if (code !== 0 && failures.length === 0) return `ended badly after its tests (${end})`
  return undefined
}
