// The life of a process: start, work until a signal, stop. A second signal ends it at once.
import { ConfigError } from './env.ts'

const stopMs = 20_000

export const runUntilSignal = (start: () => Promise<AsyncDisposable>): Promise<void> =>
  runOnce(async () => {
    await using stack = new AsyncDisposableStack()
    stack.use(await start())
    await signal()
    // What does not stop in time is ended: it recovers at the next start, as after a crash.
    setTimeout(() => process.exit(1), stopMs).unref()
    void signal().then(() => process.exit(1))
  })

/** A bad variable or argument is the reader's to mend: one line. Anything else is ours: with its stack. */
export async function runOnce(work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (error) {
    console.error(isForReader(error) ? error.message : error)
    process.exitCode = 1
  }
}

const isForReader = (error: unknown): error is Error =>
  error instanceof ConfigError ||
  (error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS'))

const signal = () =>
  new Promise<void>((resolve) => {
    process.once('SIGTERM', () => resolve())
    process.once('SIGINT', () => resolve())
  })
