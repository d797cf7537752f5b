// The frame of every task: a Fault is one line and exit code 1, and Ctrl-C or SIGTERM is a wish to stop in good order.
import { parseArgs, type ParseArgsConfig } from 'node:util'
import { Fault } from '../fail.ts'
import { stay } from './terminal.ts'

class Stopped extends Error {}

export async function runTask(work: (stop: AbortSignal) => Promise<void>) {
  const stop = listenForStop()
  try {
    await work(stop)
  } catch (error) {
    // What was still being started is cleared away by the guard; waiting for it would take its time.
    if (error instanceof Stopped) process.exit(130)
    stay(error instanceof Fault ? error.message : String((error as Error).stack))
    process.exitCode = 1
  }
}

/** The promise, unless the task is to stop before it is fulfilled. */
export function unlessStopped<T>(stop: AbortSignal, promise: Promise<T>): Promise<T> {
  const { promise: stopped, reject } = Promise.withResolvers<never>()
  if (stop.aborted) reject(new Stopped())
  stop.addEventListener('abort', () => reject(new Stopped()), { once: true })
  return Promise.race([promise, stopped])
}

/** For a task's own arguments; what it does not know is a Fault. */
export function parseArguments<T extends ParseArgsConfig>(usage: string, config: T) {
  try {
    return parseArgs(config)
  } catch (error) {
    throw new Fault(`${(error as Error).message.split('. ')[0]}. Usage: ${usage}`)
  }
}

function listenForStop(): AbortSignal {
  const stop = new AbortController()
  let firstAt = 0
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      // The terminal, npm and run.mjs all pass on one Ctrl-C; what comes a second later is impatience.
      if (stop.signal.aborted && Date.now() - firstAt > 1000) process.exit(130)
      firstAt ||= Date.now()
      stop.abort()
    })
  }
  return stop.signal
}
