// The HTTP edge that every service has: safe headers, request ids, JSON bodies, and errors as RFC 9457 says.
import express, { type ErrorRequestHandler, type RequestHandler, type Router } from 'express'
import helmet from 'helmet'
import type { Registry } from 'prom-client'
import { isPassing } from './database.ts'
import { AppError, publicError, statusesOf } from './errors.ts'
import type { Log } from './log.ts'
import { measureHttp } from './metrics.ts'
import { requestId, withRequestId } from './request-id.ts'

type Edge = { log: Log; registry: Registry; routes: Router[]; trustProxyHops: number }

export function makeHttpApp({ log, registry, routes, trustProxyHops }: Edge) {
  const app = express()
  app.set('trust proxy', trustProxyHops)
  app.set('query parser', 'simple')
  app.use(withRequestId, measureHttp(registry), logRequests(log), helmet())
  app.use(requireJson, express.json({ limit: '32kb' }))
  app.use(...routes)
  app.use(() => {
    throw new AppError('not_found', 'there is nothing at this address')
  })
  app.use(answerProblem(log))
  return app
}

/** For the end of a route: every method that it does not have. */
export const allow =
  (...methods: string[]): RequestHandler =>
  (_request, response) => {
    const allowed = methods.includes('GET') ? [...methods, 'HEAD'] : methods
    response.set('Allow', allowed.join(', '))
    throw new AppError('not_allowed', `this address allows ${allowed.join(', ')}`)
  }

const requireJson: RequestHandler = (request, _response, next) => {
  const hasBody = request.headers['transfer-encoding'] || Number(request.get('content-length')) > 0
  if (hasBody && !request.is('application/json')) {
    throw new AppError('unsupported', 'send a body as Content-Type: application/json')
  }
  next()
}

const logRequests =
  (log: Log): RequestHandler =>
  (request, response, next) => {
    const startedAt = performance.now()
    const { method, path } = request
    response.once('close', () => {
      const ms = Math.round(performance.now() - startedAt)
      log.info({ method, path, status: response.statusCode, ms }, 'request')
    })
    next()
  }

const answerProblem =
  (log: Log): ErrorRequestHandler =>
  (error: unknown, _request, response, next) => {
    if (response.headersSent) return next(error)
    const failure = publicError(known(error))
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

// What others throw and we can name. The body parser's errors carry a type, a bad path only a status.
function known(error: unknown): unknown {
  if (error instanceof AppError) return error
  if (isPassing(error))
    return new AppError('unavailable', 'try again in a moment', { cause: error })
  const { type, status } = error as { type?: string; status?: number }
  if (type === 'entity.too.large') return new AppError('too_large', 'the body is over 32 kB')
  if (status === 415) return new AppError('unsupported', 'send plain JSON in UTF-8')
  if (type === 'entity.parse.failed') return new AppError('invalid', 'the body is not JSON')
  if (status === 400) return new AppError('invalid', 'the request cannot be read')
  return error
}
