// Waits on a condition, never on time.
import { setTimeout as sleep } from 'node:timers/promises'

export async function until(condition: () => boolean | Promise<boolean>, withinMs = 10_000) {
  const deadline = Date.now() + withinMs
  while (!(await condition())) {
    if (Date.now() > deadline)
      throw new Error(`not so within ${withinMs} ms: ${condition.toString()}`)
    await sleep(50)
  }
}
