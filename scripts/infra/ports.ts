// Free TCP ports.
import { once } from 'node:events'
import { createServer } from 'node:net'

// Below the range from which systems take the local ports of outgoing connections (Linux: 32768 and up):
// one of those would stand in the way of a server that takes ten seconds to come to its listening.
const lowest = 15_000
// Two processes that look at the same moment would both find a port free, and a shop that is stopped for a while wants
// its ports back: so each process takes them from a lane of its own, which is whose who listens at its first port.
const [lanes, width] = [30, 500]
let lane: Promise<number[]> | undefined

/** A port that nobody listens on, and that nobody else is given as long as this process lives. */
export async function freePort(): Promise<number> {
  const current = (lane ??= takeLane())
  const ports = await current
  for (let port = ports.shift(); port !== undefined; port = ports.shift()) {
    if (await isFree(port)) return port
  }
  if (lane === current) lane = undefined
  return freePort()
}

async function takeLane(): Promise<number[]> {
  for (let tries = 0; tries < lanes; tries++) {
    const first = lowest + ((process.pid + tries) % lanes) * width
    const keeper = createServer()
    try {
      await once(keeper.unref().listen(first), 'listening')
      return Array.from({ length: width - 1 }, (_, index) => first + 1 + index)
    } catch {} // somebody else's
  }
  throw new Error(`all ${lanes * width} ports from ${lowest} on are in use`)
}

/** True where a server could listen on all addresses, so nobody else does on any. */
export async function isFree(port: number): Promise<boolean> {
  const server = createServer().listen(port)
  try {
    await once(server, 'listening')
    return true
  } catch {
    return false
  } finally {
    server.close()
  }
}
