// The id that ties together all that one request causes, in logs, answers and calls to others.
import { AsyncLocalStorage } from 'node:async_hooks'
import { randomUUIDv7 } from 'node:crypto'
import type { RequestHandler } from 'express'

/** The same over HTTP and gRPC. */
export const requestIdHeader = 'X-Request-Id'

const current = new AsyncLocalStorage<string>()
const wellFormed = /^[A-Za-z0-9._-]{1,64}$/

/** The id of the request being served; undefined in background work. */
export const requestId = () => current.getStore()

/** Does the work under the caller's id if it is well formed, under a new one otherwise. */
export function underRequestId<Result>(given: string, work: (id: string) => Result): Result {
  const id = wellFormed.test(given) ? given : randomUUIDv7()
  return current.run(id, work, id)
}

/** Takes the caller's X-Request-Id if it is well formed, makes one otherwise, and answers with it. */
export const withRequestId: RequestHandler = (request, response, next) =>
  underRequestId(request.get(requestIdHeader) ?? '', (id) => {
    response.set(requestIdHeader, id)
    next()
  })
