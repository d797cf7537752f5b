// Waiting on a condition: nothing here depends on how long the shop takes, only on that it gets there.
import { setTimeout as sleep } from 'node:timers/promises'

const usualMs = 30_000

/** Reads again and again until the value is as wanted. */
export async function until<Value>(
  what: string,
  read: () => Promise<Value>,
  isWanted: (value: Value) => boolean,
  patienceMs = usualMs,
): Promise<Value> {
  const deadline = Date.now() + patienceMs
  for (let pauseMs = 20; ; pauseMs = Math.min(pauseMs * 1.5, 250)) {
    const value = await read()
    if (isWanted(value)) return value
    if (Date.now() > deadline) {
      throw new Error(`waited in vain until ${what}; last seen: ${JSON.stringify(value)}`)
    }
    await sleep(pauseMs)
  }
}
