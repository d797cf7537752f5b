// How the outside world behaves just now. Tests set it; it is kept in memory, so a restart calms it.
import { z } from 'zod'

export const behaviourSchema = z.strictObject({
  /** Every charge and refund waits so long before it begins. */
  latencyMs: z.int().min(0).max(60_000).default(0),
  /** The next n are answered with 503 and do nothing. */
  failNext: z.int().min(0).default(0),
  /** The next n are done, and then answered with 500. */
  loseNext: z.int().min(0).default(0),
  /** Connections are cut without an answer, and nothing is done. */
  down: z.boolean().default(false),
})

export type Behaviour = ReturnType<typeof makeBehaviour>

export function makeBehaviour() {
  const calm = behaviourSchema.parse({})
  let current = calm

  /** Whether it is this one's turn to fail: counts down. */
  function take(name: 'failNext' | 'loseNext'): boolean {
    if (current[name] === 0) return false
    current = { ...current, [name]: current[name] - 1 }
    return true
  }

  return {
    read: () => current,
    set: (wished: typeof calm) => (current = wished),
    reset: () => (current = calm),
    take,
  }
}
