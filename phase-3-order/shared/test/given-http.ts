// Serves routes on a free port, behind the edge that every service has, and sends requests to them.
import type { Router } from 'express'
import { pino } from 'pino'
import { makeHttpApp } from '../http.ts'
import { serve } from '../http-server.ts'
import { makeRegistry } from '../metrics.ts'

export type Request = { headers?: Record<string, string>; body?: unknown }
export type Answer = { status: number; headers: Headers; body: Body }
/** Of a problem, or of whatever else the route answers. */
type Body = { code?: string; errors?: { path: string; message: string }[] } & Record<
  string,
  unknown
>
export type GivenHttp = Awaited<ReturnType<typeof givenHttp>>

export async function givenHttp(...routes: Router[]) {
  const log = pino({ level: 'silent' })
  const registry = makeRegistry('spec')
  const server = await serve(0, makeHttpApp({ log, registry, routes, trustProxyHops: 0 }))
  const address = `http://localhost:${server.port}`

  /** A body that is text goes as it is, anything else as JSON. */
  async function send(method: string, path: string, request: Request = {}): Promise<Answer> {
    const { body } = request
    const headers = { 'content-type': 'application/json', ...request.headers }
    const text = typeof body === 'string' ? body : JSON.stringify(body)
    const response = await fetch(address + path, {
      method,
      headers: text === undefined ? { ...request.headers } : headers,
      ...(text !== undefined && { body: text }),
    })
    const answer = await response.text()
    const { status } = response
    return { status, headers: response.headers, body: (answer ? JSON.parse(answer) : {}) as Body }
  }

  return { address, send, close: () => server[Symbol.asyncDispose]() }
}
