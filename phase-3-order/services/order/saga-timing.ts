// How long a saga waits before somebody looks again. All of it in milliseconds; `attempts` counts from 0.
import { type Effect, isCommand } from './saga-steps.ts'

/** How long one replica has a saga to itself: longer than any call may take. When it dies, another one goes on then. */
export const leaseMs = 3_000
/** The longest that a call may take, so that its answer comes within the lease. */
export const longestCallMs = 2_500

/** Commands are in a durable queue, and asking again makes it longer: there is no hurry. */
export const askAgainMs = (attempts: number): number => Math.min(10_000 * 2 ** attempts, 60_000)

/** After a call without an answer. With jitter, so that all who waited for somebody do not come back together. */
export const tryAgainMs = (attempts: number): number =>
  Math.min(500 * 2 ** attempts, 4_000) * (0.75 + Math.random() / 2)

/** From the moment in which a step begins. */
export function firstLookMs(effect: Effect | undefined): number {
  if (!effect) return 2_000 // somebody else is at work, and will tell
  return isCommand(effect) ? askAgainMs(0) : leaseMs
}

/** How long answers take at present, as each process learns from those that it hears. Where all of them take long, to ask again
 *  makes the queues longer, and is no help. Source of the idea: the timer of TCP for what may be lost, RFC 6298. */
export function makePatience() {
  let usualMs = 0
  return {
    heardAfter: (ms: number): void => void (usualMs += (ms - usualMs) / 8),

    /** How much longer somebody should wait who has done so for `waitedMs`, before he asks again. */
    restMs: (waitedMs: number): number => Math.min(2 * usualMs, longestMs) - waitedMs,
  }
}
const longestMs = 60_000
