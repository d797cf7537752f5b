// Free TCP ports.
import { once } from 'node:events'
import { createServer } from 'node:net'

// Below the range from which systems take the local ports of outgoing connections (Linux: 32768 and up):
// one of those would stand in the way of a server that takes ten seconds to come to its listening.
const [lowest, highest] = [15_000, 30_000]
// Each run keeps to a lane of its own: two that look at the same moment would both find a port free.
const lanes = 15
const lane = process.pid % lanes
const taken = new Set<number>()

/** A port that nobody listens on, never handed out twice by this run. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = lowest + lane + lanes * Math.floor((Math.random() * (highest - lowest)) / lanes)
    if (taken.has(port)) continue
    taken.add(port) // before anybody else asks whether it is free
    if (await isFree(port)) return port
  }
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
