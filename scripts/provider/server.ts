// Listens on a port, and stops in a way that answers what was accepted.
import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'

const patienceMs = 2_000
const idleCheckMs = 50

/** `stopping` is raised for whoever still waits after two seconds: a slow charge is durable, so its client can ask again. */
export async function serve(port: number, app: RequestListener, stopping: AbortController) {
  const server = createServer({ requestTimeout: 15_000, headersTimeout: 10_000 }, app)
  server.listen(port)
  await once(server, 'listening')

  async function close() {
    const closed = once(server, 'close')
    server.close()
    const idle = setInterval(() => server.closeIdleConnections(), idleCheckMs) // kept alive by clients
    const late = setTimeout(() => stopping.abort(), patienceMs)
    await closed
    clearInterval(idle)
    clearTimeout(late)
  }

  return { port: (server.address() as AddressInfo).port, [Symbol.asyncDispose]: close }
}
