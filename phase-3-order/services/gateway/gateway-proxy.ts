// Passes a request to one upstream and its answer back, both as they come: no body is ever held.
import { AsyncResource } from 'node:async_hooks'
import { Agent, type ClientRequest, type IncomingMessage } from 'node:http'
import type { Request, RequestHandler, Response } from 'express'
import { createProxyMiddleware } from 'http-proxy-middleware'
import type { Failures } from './gateway-failures.ts'
import { forClient, forUpstream } from './gateway-headers.ts'

type Options = { upstream: string; url: string; timeoutMs: number; failures: Failures }

/**
 * No retries: a request without an answer may have happened, and only its sender knows whether it may happen twice.
 * So no pool either: an upstream can close a pooled connection just when it is used, and that is a retry or an error.
 * A connection for each request costs 0.2 ms, and reaches every replica of the upstream.
 */
export function makeProxy({ upstream, url, timeoutMs, failures }: Options): RequestHandler {
  const proxy = createProxyMiddleware<Request, Response>({
    target: url,
    changeOrigin: true,
    agent: new Agent({ timeout: timeoutMs }), // of silence, from the first packet on
    selfHandleResponse: true, // else it passes on what is between neighbours
    ejectPlugins: true, // else it answers errors itself, as text
    plugins: [(server) => void server.on('proxyReq', watch).on('proxyRes', answer)],
  })

  function answer(incoming: IncomingMessage, _request: Request, response: Response) {
    const look = () => void (response.errored && failures.cutShort(upstream, response.errored))
    response.once('close', AsyncResource.bind(look)) // else its log does not know the request
    try {
      response.writeHead(incoming.statusCode!, forClient(incoming.headers)).flushHeaders()
      incoming.pipe(response)
    } catch (error) {
      response.destroy(error as Error) // a status such as 000
    }
  }

  return async (request, response) => {
    forUpstream(request)
    try {
      await proxy(request, response)
    } catch (error) {
      request.resume() // a client that is still sending comes to read the answer
      if (!response.headersSent) throw failures.noAnswer(upstream, error)
      response.destroy(error as Error)
    }
  }
}

function watch(outgoing: ClientRequest, request: Request, response: Response) {
  const socket = outgoing.socket!
  socket.on('timeout', () => {
    // Nobody holds a connection by not reading. Whom the server waits for, it times out itself (requestTimeout).
    if (response.writableNeedDrain) response.destroy()
    else if (request.complete || outgoing.writableNeedDrain || socket.connecting) {
      outgoing.destroy(failure('ETIMEDOUT', 'no answer in time'))
    }
  })

  // After `101 Switching Protocols`, which nobody asked for, there is neither an answer nor an error.
  outgoing.once('close', () => {
    const isOver = response.headersSent || response.destroyed
    if (!isOver) outgoing.emit('error', failure('ECONNRESET', 'no answer'))
  })

  // Told to close, an upstream that refuses a body half-way hangs up on the rest of it, and its refusal is lost.
  const { 'transfer-encoding': chunked, 'content-length': length } = request.headers
  if (chunked || Number(length) > 0) outgoing.setHeader('Connection', 'keep-alive')
}

const failure = (code: string, message: string) => Object.assign(new Error(message), { code })
