// One process of the shop: prepared, started and waited for, killed, stopped, and started again when it dies by itself.
import { readFile, writeFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { Fault } from '../fail.ts'
import { spawnGuarded, type Exit, type Guarded } from '../infra/guarded.ts'
import { since } from './terminal.ts'

type Options = {
  name: string
  main: string
  /** Run with --seed, and to its end, before the first start. */
  migrate?: string | undefined
  env: NodeJS.ProcessEnv
  readyUrl: string
  readyWithinMs?: number
  logFile: string
  restart: boolean
  report: (line: string) => void
}

export function makeShopProcess(options: Options) {
  const { name, main, migrate, env, readyUrl, readyWithinMs = 30_000, logFile, report } = options
  const closing = new AbortController()
  let current: Guarded | undefined // what should be running
  let hasBeenReady = false

  async function prepare() {
    await writeFile(logFile, '')
    if (!migrate) return
    const began = performance.now()
    report(`${name}: migrating and seeding`)
    current = spawnGuarded(process.execPath, [migrate, '--seed'], { env, output: logFile })
    const exit = await current.exited
    if (exit.code !== 0) throw await fault(`could not migrate (${reason(exit)})`)
    report(`${name}: migrated and seeded after ${since(began)}`)
  }

  async function start() {
    const began = performance.now()
    report(`${name}: starting`)
    const started = spawnGuarded(process.execPath, [main], { env, output: logFile })
    current = started
    if (options.restart) void restartWhenDead(started)
    await untilReady(started)
    hasBeenReady = true
    report(`${name}: ready after ${since(began)}, pid ${started.pid}`)
  }

  async function untilReady(started: Guarded) {
    let end: Exit | undefined
    void started.exited.then((exit) => (end = exit))
    const deadline = Date.now() + readyWithinMs
    while (!(await isReady(readyUrl))) {
      if (end) throw await fault(`ended before it was ready (${reason(end)})`)
      if (Date.now() > deadline) throw await fault(`is not ready after ${readyWithinMs / 1000} s`)
      await sleep(30)
    }
  }

  // As a container orchestrator would.
  async function restartWhenDead(started: Guarded) {
    const exit = await started.exited
    if (!hasBeenReady || current !== started) return
    report(`${name}: died (${reason(exit)}), to be started again in a second`)
    await sleep(1000, undefined, closing).catch(() => {})
    if (current !== started) return // stopped meanwhile
    await start().catch((error: Fault) => {
      report(error.message)
      current?.kill('SIGKILL') // and so it is tried again
    })
  }

  const fault = async (what: string) =>
    new Fault(`${name} ${what}. The end of ${logFile}:\n${tail(await readFile(logFile, 'utf8'))}`)

  /** Nothing should be running from now on. */
  function release() {
    const running = current
    current = undefined
    return running
  }

  return {
    name,
    async open() {
      await prepare()
      await start()
    },
    start,
    async kill() {
      const running = release()
      running?.kill('SIGKILL')
      await running?.exited
    },
    async [Symbol.asyncDispose]() {
      closing.abort()
      await release()?.stop()
    },
  }
}

const reason = ({ code, signal }: Exit) => signal ?? `exit code ${code}`
const tail = (text: string) => text.trimEnd().split('\n').slice(-15).join('\n')

async function isReady(url: string) {
  try {
    const { ok, body } = await fetch(url, { signal: AbortSignal.timeout(2000) })
    await body?.cancel()
    return ok
  } catch {
    return false // does not listen yet
  }
}
