// Waiting that ends early, with an error for the client, when the process closes down.
import { setTimeout as sleep } from 'node:timers/promises'
import { Problem } from './problem.ts'

export async function pause(ms: number, stopping: AbortSignal): Promise<void> {
  if (ms === 0) return
  await sleep(ms, undefined, { signal: stopping }).catch((cause: unknown) => {
    throw new Problem('unavailable', 'closing down: ask again', { cause })
  })
}
