// Processes that end with this run even if it is killed with SIGKILL, for servers and for the shop alike:
//   const web = spawnGuarded('node', ['main.ts'], { env, cwd, output: (line) => console.log(line) })
//   web.pid, await web.exited -> { code, signal }, web.kill('SIGKILL'), await web.stop()
// Each is a session of its own, so Ctrl-C at the terminal reaches this run only, which then stops them in order.
import { spawn } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import type { Socket } from 'node:net'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { Fault } from '../fail.ts'
import type { Order } from './guard.ts'

export type Exit = { code: number | null; signal: NodeJS.Signals | null }
export type Guarded = {
  pid: number
  /** Resolves when the process is gone and its output read, whoever ended it; never rejects. */
  exited: Promise<Exit>
  kill(signal: NodeJS.Signals): void
  /** Sends the stop signal, after the grace SIGKILL to all of its group, and waits. */
  stop(graceMs?: number): Promise<Exit>
}
export type GuardedOptions = {
  env?: NodeJS.ProcessEnv
  cwd?: string
  uid?: number
  gid?: number
  stopSignal?: NodeJS.Signals
  graceMs?: number
  /** Told every line of stdout and stderr, or the file that they are appended to; without it they are dropped. */
  output?: string | ((line: string) => void)
}

const orders = new Map<number | string, Order>()
let guardProcess: ReturnType<typeof startGuard> | undefined

export function spawnGuarded(
  command: string,
  args: string[],
  options: GuardedOptions = {},
): Guarded {
  const { output, stopSignal = 'SIGTERM', graceMs = 10_000, ...place } = options
  const file = typeof output === 'string' ? openSync(output, 'a') : undefined
  const sink = file ?? (output ? 'pipe' : 'ignore')
  // The shell becomes the command only once the guard knows its pid: killed in between, the run leaves
  // a shell that reads the end of its input and goes.
  const child = spawn('sh', ['-c', 'read -r go && exec "$0" "$@" </dev/null', command, ...args], {
    ...place,
    detached: true,
    stdio: ['pipe', sink, sink],
  })
  if (file !== undefined) closeSync(file)
  child.on('error', () => {}) // has no pid then, or could not be signalled because it is gone
  child.stdin?.on('error', () => {}) // killed before it was told to go
  const { pid } = child
  if (pid === undefined) throw new Fault(`cannot start ${command} in ${place.cwd ?? process.cwd()}`)

  guard(pid, { process: pid, stopSignal, graceMs })
  child.stdin?.end('go\n')
  if (typeof output === 'function') {
    for (const stream of [child.stdout, child.stderr]) {
      if (stream) createInterface({ input: stream }).on('line', output)
    }
  }

  const killGroup = () => {
    try {
      process.kill(-pid, 'SIGKILL')
    } catch {} // nobody left
  }
  const exited = new Promise<Exit>((resolve) => {
    child.once('exit', killGroup)
    child.once('close', (code, signal) => {
      unguard(pid)
      resolve({ code, signal })
    })
  })
  const kill = (signal: NodeJS.Signals) => void child.kill(signal)
  return {
    pid,
    exited,
    kill,
    async stop(withinMs = graceMs) {
      kill(stopSignal)
      kill('SIGCONT') // a paused one does not hear the first
      const impatience = setTimeout(killGroup, withinMs)
      return exited.finally(() => clearTimeout(impatience))
    },
  }
}

/** Has the path, a file or a folder, removed when the run has ended in whatever way and its processes are gone. */
export const removeAfterRun = (path: string) => guard(path, { path })
export const removeContainerAfterRun = (container: string, graceMs: number) =>
  guard(container, { container, graceMs })
export const unguard = (key: number | string) => {
  if (orders.delete(key)) tell({ forget: key })
}
/** Lives as long as anything of this run does: the pid to leave in a lock file. */
export const guardPid = () => (guardProcess ??= startGuard()).pid

function guard(key: number | string, order: Order) {
  orders.set(key, order)
  tell(order)
}

function tell(order: Order) {
  if (guardProcess) guardProcess.write(order)
  else guardProcess = startGuard()
}

function startGuard() {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'guard.ts')], {
    detached: true,
    cwd: '/',
    env: { ...process.env, NODE_OPTIONS: '' }, // no preload that is meant for others
    stdio: ['pipe', 'ignore', 'inherit'],
  })
  const write = (order: Order) => child.stdin.write(`${JSON.stringify(order)}\n`)
  // Should somebody kill the guard, the next order starts another one that learns all of them.
  child.once('exit', () => (guardProcess = undefined))
  child.stdin.on('error', () => {})
  child.unref()
  ;(child.stdin as Socket).unref()
  for (const order of orders.values()) write(order)
  return { pid: child.pid, write }
}
