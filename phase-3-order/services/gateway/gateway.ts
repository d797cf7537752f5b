// The strangler: one public address before all services. It knows who answers what, and nothing about the shop.
import express, { type ErrorRequestHandler, type RequestHandler } from 'express'
import helmet from 'helmet'
import type { Registry } from 'prom-client'
import { AppError } from '../../shared/errors.ts'
import { type Log, logRequests } from '../../shared/log.ts'
import { measureHttp } from '../../shared/metrics.ts'
import { answerProblem } from '../../shared/problem.ts'
import { withRequestId } from '../../shared/request-id.ts'
import { makeFailures } from './gateway-failures.ts'
import { makeFinder } from './gateway-match.ts'
import { makeProxy } from './gateway-proxy.ts'

type Options<Upstream extends string> = {
  routes: readonly { path: string; upstream: Upstream }[]
  urls: Record<Upstream, string>
  timeoutMs: number
  trustProxyHops: number
  log: Log
  registry: Registry
}

export function makeGateway<Upstream extends string>(options: Options<Upstream>) {
  const { routes, urls, timeoutMs, trustProxyHops, log, registry } = options
  const failures = makeFailures(registry, log)
  // One for each upstream: its paths share the connections that are kept.
  const entries = Object.entries<string>(urls).map(([upstream, url]) => [
    upstream,
    makeProxy({ upstream, url, timeoutMs, failures }),
  ])
  const proxies = Object.fromEntries(entries) as Record<Upstream, RequestHandler>
  const findRow = makeFinder(
    routes.map(({ path, upstream }) => ({ path, upstream, proxy: proxies[upstream] })),
  )

  const passOn: RequestHandler = (request, response, next) => {
    const row = findRow(request.path)
    if (!row) throw new AppError('not_found', 'there is nothing at this address')
    request.route = row // its path is what measureHttp tells
    response.statusCode = 499 // stays if the client leaves before there is an answer; nginx calls it so
    return row.proxy(request, response, next)
  }

  const app = express()
  app.disable('x-powered-by')
  app.set('trust proxy', trustProxyHops)
  app.use(withRequestId, measureHttp(registry), logRequests(log))
  app.use(withoutOrigin, passOn)
  app.use(withSafeHeaders, answerProblem(log))
  return app
}

// RFC 9112, 3.2.2: `GET http://shop.example/cart` is also a way to ask for /cart.
const withoutOrigin: RequestHandler = (request, _response, next) => {
  if (!request.url.startsWith('/')) {
    request.url = request.url.replace(/^[a-z][a-z\d+.-]*:\/\/[^/?#]*\/?/i, '/')
  }
  next()
}

// For the gateway's own answers. An upstream has its own, and they pass as they are.
const safeHeaders = helmet()
const withSafeHeaders: ErrorRequestHandler = (error, request, response, next) =>
  safeHeaders(request, response, () => next(error))
