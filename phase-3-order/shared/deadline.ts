// By when the call that is being served must be answered: nothing that is asked on its behalf may take longer.
// https://grpc.io/docs/guides/deadlines/
import { AsyncLocalStorage } from 'node:async_hooks'

const current = new AsyncLocalStorage<number>()

/** Does the work under a deadline: milliseconds since 1970, Infinity for none. */
export const withDeadline = <Result>(at: number, work: () => Result): Result =>
  current.run(at, work)

/** So many milliseconds from now, or the end of the call that is being served, whichever is earlier. */
export const deadlineWithin = (timeoutMs: number): number =>
  Math.min(Date.now() + timeoutMs, current.getStore() ?? Infinity)
