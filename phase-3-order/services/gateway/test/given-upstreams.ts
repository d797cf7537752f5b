// Upstreams for a spec: tiny real servers, each as good or as bad as the spec wants.
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { connect, createServer as createSocketServer } from 'node:net'
import type { AddressInfo, Server, Socket } from 'node:net'
import { Worker } from 'node:worker_threads'
import { freePort } from '../../../../scripts/infra/ports.ts'
import { until } from '../../../../scripts/until.ts'

export type Upstream = Awaited<ReturnType<typeof givenUpstream>>
export type Listener = (incoming: IncomingMessage, response: ServerResponse) => unknown

/** Speaks HTTP. Port 0 takes a free one. */
export const givenHttpUpstream = (listener: Listener, port = 0) =>
  givenUpstream(
    createServer((...exchange) => void listener(...exchange)),
    port,
  )

/** Does this with each connection, as soon as it is asked something. */
export const givenSocketUpstream = (act: (socket: Socket, asked: Buffer | string) => void) =>
  givenUpstream(
    createSocketServer((socket) => void socket.once('data', (asked) => act(socket, asked))),
  )

/** One address for replicas: a new connection goes to the one that is named by then. */
export const givenName = (portOf: () => number) =>
  givenUpstream(
    createSocketServer((socket) => {
      const replica = connect(portOf(), '127.0.0.1') // at once, without looking up a name
      socket.pipe(replica).pipe(socket)
      socket.once('close', () => replica.destroy())
      replica.on('error', () => {}).once('close', () => socket.destroy())
    }),
  )

async function givenUpstream(server: Server, port = 0) {
  const open = new Set<Socket>()
  let connections = 0
  server.on('connection', (socket) => {
    connections += 1
    open.add(socket)
    socket.on('error', () => {}).once('close', () => open.delete(socket))
  })
  server.listen(port)
  await once(server, 'listening')

  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}`,
    /** How many connections it has ever had. */
    connections: () => connections,
    async untilConnections(wanted: number) {
      await until(
        `it has been asked ${wanted} times`,
        async () => connections,
        (count) => count === wanted,
      )
    },
    async untilLetGo() {
      await until(
        'nobody is connected',
        async () => open.size,
        (count) => count === 0,
      )
    },
    async [Symbol.asyncDispose]() {
      server.close()
      for (const socket of open) socket.destroy()
      await once(server, 'close')
    },
  }
}

/** An address where nobody listens. */
export const givenNobody = async () => `http://localhost:${await freePort()}`

// Blocks its thread for good, so the kernel takes two connections and lets the others wait.
const deaf = `
  const { parentPort } = require('node:worker_threads')
  const server = require('node:net').createServer()
  server.listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => {
    parentPort.postMessage(server.address().port)
    setImmediate(() => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0))
  })`

/** An upstream that does not even accept a connection. */
export async function givenDeafUpstream() {
  const worker = new Worker(deaf, { eval: true })
  const [port] = (await once(worker, 'message')) as [number]
  const queue = [connect(port, '127.0.0.1'), connect(port, '127.0.0.1')]
  await Promise.all(queue.map((socket) => once(socket, 'connect')))
  return {
    url: `http://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      for (const socket of queue) socket.destroy()
      await worker.terminate()
    },
  }
}
