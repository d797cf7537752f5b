// The guard of a run, a process of its own: holds a pipe to the run, and when that closes, at an orderly end or
// after a SIGKILL, it stops what the run has left behind and removes its private folders. See guarded.ts.
import { rm } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { isAlive } from './alive.ts'

/** One JSON line of the run: what to end when it is gone, or what has ended already. */
export type Order =
  | { watch: number; stopSignal: NodeJS.Signals; graceMs: number }
  | { remove: string }
  | { forget: number | string }

const processes = new Map<number, { stopSignal: NodeJS.Signals; graceMs: number }>()
const paths = new Set<string>()

// Only the pipe ends the guard: whoever stops a run may signal all of its processes at once.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {})

for await (const line of createInterface({ input: process.stdin })) {
  const order = JSON.parse(line) as Order
  if ('watch' in order) processes.set(order.watch, order)
  else if ('remove' in order) paths.add(order.remove)
  else if (typeof order.forget === 'number') processes.delete(order.forget)
  else paths.delete(order.forget)
}

await Promise.all(
  [...processes].map(async ([pid, { stopSignal, graceMs }]) => {
    send(pid, stopSignal)
    await until(() => !isAlive(pid), graceMs)
    send(-pid, 'SIGKILL') // all of its group, or nobody
    await until(() => !send(-pid, 0), 1000)
  }),
)
for (const path of paths) {
  // Retries: the last children of a server that was killed may still be writing.
  await rm(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 })
}

function send(pid: number, signal: NodeJS.Signals | 0) {
  try {
    return process.kill(pid, signal)
  } catch {
    return false
  }
}

async function until(condition: () => boolean, withinMs: number) {
  const deadline = Date.now() + withinMs
  while (!condition() && Date.now() < deadline) await sleep(50)
}
