// The id that ties together all that one request causes, in logs, answers and calls to others.
import { AsyncLocalStorage } from 'node:async_hooks'
import { randomUUIDv7 } from 'node:crypto'
import type { RequestHandler } from 'express'

const current = new AsyncLocalStorage<string>()
const wellFormed = /^[A-Za-z0-9._-]{1,64}$/

/** The id of the request being served; undefined in background work. */
export const requestId = () => current.getStore()

/** Takes the caller's X-Request-Id if it is well formed, makes one otherwise, and answers with it. */
export const withRequestId: RequestHandler = (request, response, next) => {
  const given = request.get('x-request-id') ?? ''
  const id = wellFormed.test(given) ? given : randomUUIDv7()
  response.set('X-Request-Id', id)
  current.run(id, next)
}
