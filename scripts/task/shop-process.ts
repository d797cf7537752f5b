// One process of the shop: prepared, started and waited for, paused, killed, stopped, and started again when it dies by
// itself.
import { setTimeout as sleep } from 'node:timers/promises'
import type { Fault } from '../fail.ts'
import { spawnGuarded, type Exit, type Guarded } from '../infra/guarded.ts'
import { reason, runOneShot } from './one-shot.ts'
import { faultOf } from './shop-logs.ts'
import { since } from './terminal.ts'

type Options = {
  name: string
  main: string
  /** Run with --seed by `prepare`. */
  migrate?: string | undefined
  env: NodeJS.ProcessEnv
  readyUrl: string
  readyWithinMs?: number
  logFile: string
  restart: boolean
  report: (line: string) => void
}

/** For what lives as long as a request. Where nobody says how much a process may have, V8 takes 32 MB and more for it. */
const youngHeap = '--max-semi-space-size=8'
/** Where nobody says how many, the C library of Linux keeps freed memory for each thread apart. */
const fewArenas = { MALLOC_ARENA_MAX: '2' }

export function makeShopProcess(options: Options) {
  const { name, main, migrate, env, readyUrl, readyWithinMs = 90_000, logFile, report } = options
  const closing = new AbortController()
  let current: Guarded | undefined // what should be running
  let hasBeenReady = false

  async function prepare() {
    if (!migrate) return
    await runOneShot(
      { name, command: [migrate, '--seed'], env, logFile, report },
      { doing: 'migrating and seeding', done: 'migrated and seeded', failed: 'could not migrate' },
    )
  }

  async function start() {
    const began = performance.now()
    report(`${name}: starting`)
    const started = spawnGuarded(process.execPath, [youngHeap, main], {
      env: { ...fewArenas, ...env },
      output: logFile,
    })
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
      if (end) throw await faultOf(`${name} ended before it was ready (${reason(end)})`, logFile)
      if (Date.now() > deadline) {
        throw await faultOf(`${name} is not ready after ${readyWithinMs / 1000} s`, logFile)
      }
      await sleep(100)
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

  /** Nothing should be running from now on. */
  function release() {
    const running = current
    current = undefined
    return running
  }

  const stop = async () => void (await release()?.stop())

  return {
    name,
    prepare,
    start,
    pause: () => current?.kill('SIGSTOP'),
    resume: () => current?.kill('SIGCONT'),
    async kill() {
      const running = release()
      running?.kill('SIGKILL')
      await running?.exited
    },
    stop,
    async [Symbol.asyncDispose]() {
      closing.abort()
      await stop()
    },
  }
}

async function isReady(url: string) {
  try {
    const { ok, body } = await fetch(url, { signal: AbortSignal.timeout(2000) })
    await body?.cancel()
    return ok
  } catch {
    return false // does not listen yet
  }
}
