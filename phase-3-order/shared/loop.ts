// Work that comes back: runs, waits, runs again, until it is stopped.
import { setTimeout as sleep } from 'node:timers/promises'
import type { Log } from './log.ts'

type Work = {
  name: string
  everyMs: number
  log: Log
  /** Hands back whether there is more to do at once. A throw is logged, and the loop goes on. */
  run(): Promise<boolean>
}

/** Hands back a function that stops the loop and waits for the round that is under way. */
export function startLoop({ name, everyMs, log, run }: Work): () => Promise<void> {
  const stopping = new AbortController()

  async function rounds() {
    while (!stopping.signal.aborted) {
      const hasMore = await run().catch((error: unknown) => {
        log.error({ err: error }, `${name} failed, will try again`)
        return false
      })
      if (!hasMore) await sleep(everyMs, undefined, { signal: stopping.signal }).catch(() => {})
    }
  }

  const ended = rounds()
  return () => {
    stopping.abort()
    return ended
  }
}
