// Listens, and stops in a way that finishes what was accepted.
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { createServer, type RequestListener } from 'node:http'

export type HttpServer = AsyncDisposable & { port: number }

const graceMs = 10_000

/** Port 0 takes a free one. Errors: EADDRINUSE and its like, as Node says them. */
export async function serve(port: number, app: RequestListener): Promise<HttpServer> {
  const server = createServer({ requestTimeout: 15_000, headersTimeout: 10_000 }, app)
  server.listen(port)
  await once(server, 'listening')

  async function close() {
    const closed = once(server, 'close')
    server.close() // no new connections
    const idle = setInterval(() => server.closeIdleConnections(), 50) // those that clients keep alive
    const force = setTimeout(() => server.closeAllConnections(), graceMs)
    await closed
    clearInterval(idle)
    clearTimeout(force)
  }
  return { port: (server.address() as AddressInfo).port, [Symbol.asyncDispose]: close }
}
