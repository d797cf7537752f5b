// Structured logs: one JSON line an event, with the request it belongs to and without secrets.
import type { RequestHandler } from 'express'
import { pino } from 'pino'
import { requestId } from './request-id.ts'

export const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const
export type LogLevel = (typeof logLevels)[number]
export type Log = pino.Logger

const secrets = ['password', 'accessToken', 'authorization', 'privateKey']

export const makeLog = (service: string, level: LogLevel): Log =>
  pino({
    name: service,
    level,
    redact: secrets.flatMap((name) => [name, `*.${name}`]),
    mixin: () => ({ requestId: requestId() }),
  })

/** One line for each request, when its answer has gone out or nobody waits for it any more. */
export const logRequests =
  (log: Log): RequestHandler =>
  (request, response, next) => {
    const startedAt = performance.now()
    const { method, path } = request
    const id = requestId() // a connection that breaks does so outside of the request, where nobody knows it
    response.once('close', () => {
      const ms = Math.round(performance.now() - startedAt)
      log.info({ requestId: id, method, path, status: response.statusCode, ms }, 'request')
    })
    next()
  }
