// Structured logs: one JSON line an event, with the request it belongs to and without secrets.
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
