// The life of a process: start, work until a signal, stop. A second signal ends it at once.
import { ConfigError } from './env.ts'

const stopMs = 20_000

export async function runUntilSignal(start: () => Promise<AsyncDisposable>): Promise<void> {
  try {
    await using stack = new AsyncDisposableStack()
    stack.use(await start())
    await signal()
    // What does not stop in time is ended: it recovers at the next start, as after a crash.
    setTimeout(() => process.exit(1), stopMs).unref()
    void signal().then(() => process.exit(1))
  } catch (error) {
    console.error(error instanceof ConfigError ? error.message : error)
    process.exitCode = 1
  }
}

const signal = () =>
  new Promise<void>((resolve) => {
    process.once('SIGTERM', () => resolve())
    process.once('SIGINT', () => resolve())
  })
