// The HTTP edge of a service that answers in JSON: safe headers, request ids, JSON bodies, errors with a name.
import express, { type ErrorRequestHandler, type RequestHandler, type Router } from 'express'
import helmet from 'helmet'
import type { Registry } from 'prom-client'
import { isPassing } from './database.ts'
import { AppError } from './errors.ts'
import { type Log, logRequests } from './log.ts'
import { measureHttp } from './metrics.ts'
import { answerProblem } from './problem.ts'
import { withRequestId } from './request-id.ts'

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
  app.use(nameError, answerProblem(log))
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

const nameError: ErrorRequestHandler = (error, _request, _response, next) => next(known(error))

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
