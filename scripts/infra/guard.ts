// The guard of a run, a process of its own: holds a pipe to the run, and when that closes, at an orderly end or
// after a SIGKILL, it stops what the run has left behind and removes its private folders. See guarded.ts.
import { rm } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { isAlive } from './alive.ts'

type ProcessOrder = { process: number; stopSignal: NodeJS.Signals; graceMs: number }
type ContainerOrder = { container: string; graceMs: number }
/** One JSON line of the run: what to end when it is gone, or what has ended already. */
export type Order = ProcessOrder | ContainerOrder | { path: string } | { forget: number | string }

const stops = new Map<number | string, () => Promise<void>>()
const paths = new Set<string>()

// Only the pipe ends the guard: whoever stops a run may signal all of its processes at once.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {})

for await (const line of createInterface({ input: process.stdin })) {
  const order = JSON.parse(line) as Order
  if ('process' in order) stops.set(order.process, () => stopProcess(order))
  else if ('container' in order) stops.set(order.container, () => stopContainer(order))
  else if ('path' in order) paths.add(order.path)
  else {
    stops.delete(order.forget)
    paths.delete(String(order.forget))
  }
}
// Settled, because an engine that fails now must not stand in the way of the rest.
await Promise.allSettled([...stops.values()].map((stop) => stop()))
for (const path of paths) {
  // Retries: the last children of a server that was killed may still be writing.
  await rm(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 })
}

async function stopProcess({ process: pid, stopSignal, graceMs }: ProcessOrder) {
  send(pid, stopSignal)
  send(pid, 'SIGCONT') // a paused one does not hear the first
  const deadline = Date.now() + graceMs
  while (isAlive(pid) && Date.now() < deadline) await sleep(50)
  send(-pid, 'SIGKILL') // all of its group, if anybody is left
}

async function stopContainer({ container, graceMs }: ContainerOrder) {
  const { removeContainer } = await import('./engine.ts')
  await removeContainer(container, graceMs)
}

function send(pid: number, signal: NodeJS.Signals) {
  try {
    process.kill(pid, signal)
  } catch {} // gone already
}
