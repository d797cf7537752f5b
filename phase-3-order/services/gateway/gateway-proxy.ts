// Passes a request to one upstream and its answer back, both as they come.
import { Agent, type IncomingMessage, type OutgoingHttpHeaders, request as ask } from 'node:http'
import type { Socket } from 'node:net'
import { urlToHttpOptions } from 'node:url'
import type { Request, RequestHandler, Response } from 'express'
import type { Failures } from './gateway-failures.ts'
import { forClient, forUpstream, hasBody } from './gateway-headers.ts'
import { hold, mayHappenTwice } from './gateway-repeat.ts'

type Options = { upstream: string; url: string; timeoutMs: number; failures: Failures }
type Exchange = {
  request: Request
  response: Response
  headers: OutgoingHttpHeaders
  held: Buffer | undefined
}

/**
 * A request without an answer may have happened, and only its sender knows whether it may happen twice: no retries.
 * An upstream can close a kept connection just when it is used, so a request has a connection of its own. Only one
 * that may happen twice goes over a kept one, and when that breaks before an answer once more over its own.
 */
export function makeProxy({ upstream, url, timeoutMs, failures }: Options): RequestHandler {
  const target = new URL(url)
  const { hostname, port } = urlToHttpOptions(target)
  const { host } = target
  const prefix = target.pathname.replace(/\/$/, '')
  const kept = new KeptConnections({ keepAlive: true, maxFreeSockets: 32, timeout: 1_000 })
  const own = new Agent()

  return async (request, response) => {
    const isRepeatable = mayHappenTwice(request)
    const held = isRepeatable ? await hold(request, response) : undefined
    if (response.destroyed) return // nobody waits for it any more
    try {
      const headers = { ...forUpstream(request), host }
      await pass({ request, response, headers, held }, isRepeatable ? kept : own)
    } catch (error) {
      if (!response.headersSent && !response.destroyed) throw failures.noAnswer(upstream, error)
      failures.cutShort(upstream, error)
      response.destroy()
    }
  }

  function pass(exchange: Exchange, agent: Agent) {
    const { request, response, headers, held } = exchange
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const path = prefix + request.url
    const outgoing = ask({ hostname, port, agent, method: request.method, path, headers })

    outgoing.once('socket', (socket) => {
      socket.setTimeout(timeoutMs).on('timeout', onSilence)
      outgoing.once('close', () => socket.off('timeout', onSilence))
    })
    function onSilence(this: Socket) {
      // Nobody holds a connection by not reading. Whom the server waits for, it times out itself (requestTimeout).
      if (response.writableNeedDrain) response.destroy()
      else if (request.complete || outgoing.writableNeedDrain || this.connecting) {
        outgoing.destroy(failure('ETIMEDOUT', 'no answer in time'))
      }
    }

    outgoing.once('response', (incoming) => {
      incoming.once('error', reject)
      try {
        answer(incoming, response)
      } catch (error) {
        reject(error) // a status such as 000
        response.destroy()
      }
    })
    outgoing.on('error', (error) => {
      const isWaiting = !response.headersSent && !response.destroyed
      if (isWaiting && outgoing.reusedSocket && isBrokenOff(error)) {
        resolve(pass(exchange, own))
      } else reject(error)
    })
    // After `101 Switching Protocols`, which nobody asked for, there is neither an answer nor an error.
    outgoing.once('close', () => {
      if (!response.headersSent) reject(failure('ECONNRESET', 'no answer'))
    })
    response.once('close', () => {
      resolve()
      outgoing.destroy()
      request.unpipe().resume() // a client that is still sending comes to read the answer
    })

    if (held) outgoing.end(held)
    else if (hasBody(request)) request.pipe(outgoing)
    else outgoing.end()
    return promise
  }
}

/** What is busy lives on, but not for ever: the next connection may reach another replica. */
class KeptConnections extends Agent {
  override keepSocketAlive(socket: Socket) {
    return socket.bytesRead < 1024 * 1024 && super.keepSocketAlive(socket)
  }
}

function answer(incoming: IncomingMessage, response: Response) {
  response.cork() // what has come with the headers goes with them
  setImmediate(() => response.uncork())
  response.writeHead(incoming.statusCode!, forClient(incoming.headers)).flushHeaders()
  incoming.pipe(response)
}

const isBrokenOff = ({ code }: NodeJS.ErrnoException) => code === 'ECONNRESET' || code === 'EPIPE'
const failure = (code: string, message: string) => Object.assign(new Error(message), { code })
