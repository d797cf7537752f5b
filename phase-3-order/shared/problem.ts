// Errors as RFC 9457 says: the last handler of every HTTP edge.
import type { ErrorRequestHandler } from 'express'
import { publicError, statusesOf } from './errors.ts'
import type { Log } from './log.ts'
import { requestId } from './request-id.ts'

export const answerProblem =
  (log: Log): ErrorRequestHandler =>
  (error: unknown, _request, response, next) => {
    if (response.headersSent) return next(error)
    const failure = publicError(error)
    const { http } = statusesOf(failure)
    if (failure.kind === 'unavailable') log.warn({ err: failure.cause }, failure.message)
    if (failure.kind === 'internal') log.error({ err: failure.cause }, 'unexpected error')
    if (failure.kind === 'unauthenticated') response.set('WWW-Authenticate', 'Bearer')
    if (failure.kind === 'unavailable') response.set('Retry-After', '1')
    response
      .status(http)
      .type('application/problem+json')
      .json({
        type: `https://shop.example/problems/${failure.code}`,
        title: failure.code.replaceAll('_', ' '),
        status: http,
        detail: failure.message,
        code: failure.code,
        requestId: requestId(),
        errors: failure.errors,
      })
  }
