// What HTTP asks of any server: JSON in, the right method, errors as problem+json.
import type { ErrorRequestHandler, Express, RequestHandler } from 'express'
import type { Logger } from 'pino'
import { Problem, problemDocument } from './problem.ts'

/** One address and its methods; any other method is told which ones there are. */
export function route(app: Express, path: string, methods: Record<string, RequestHandler>) {
  app.all(path, (request, response, next) => {
    const handle = methods[request.method === 'HEAD' ? 'GET' : request.method]
    if (handle) return handle(request, response, next)
    const allowed = Object.keys(methods).join(', ')
    response.set('Allow', allowed)
    throw new Problem('method_not_allowed', `${path} allows ${allowed}`)
  })
}

export const requireJson: RequestHandler = (request, _response, next) => {
  const isOther = request.is('application/json') === false // null where there is no body at all
  if (isOther) throw new Problem('unsupported_media_type', 'send application/json')
  next()
}

export const noRoute: RequestHandler = () => {
  throw new Problem('not_found', 'there is nothing at this address')
}

export const answerProblem =
  (log: Logger): ErrorRequestHandler =>
  (error: unknown, _request, response, next) => {
    if (response.headersSent) return next(error)
    const document = problemDocument(toProblem(error, log))
    if (document.status === 503) response.set('Retry-After', '1')
    response.status(document.status).type('application/problem+json').json(document)
  }

function toProblem(error: unknown, log: Logger): Problem {
  if (error instanceof Problem) return error
  const { status } = error as { status?: number } // what express and its body parser refuse carries one
  if (status === 413) return new Problem('body_too_large', 'the body is over 8 kB')
  if (status === 415) return new Problem('unsupported_media_type', 'send plain JSON in UTF-8')
  if (status === 400) return new Problem('invalid_request', 'the request is not readable JSON')
  log.error({ err: error }, 'unexpected error')
  return new Problem('internal', 'internal error')
}
