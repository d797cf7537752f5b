// Serves gRPC, and stops in a way that finishes what was accepted.
import { networkInterfaces } from 'node:os'
import { Server, ServerCredentials } from '@grpc/grpc-js'
import type { Registry } from 'prom-client'
import { unary, type Handle } from './grpc-handler.ts'
import { addHealth } from './grpc-health.ts'
import { measureServer } from './grpc-metrics.ts'
import { mostBytes, type Message, type MethodName, type Methods } from './grpc.ts'
import type { Log } from './log.ts'

/** One plain async function a method. What it throws becomes the status: an AppError as it is, else INTERNAL. */
export type Handlers<Definition> = {
  [Name in MethodName<Definition>]: (
    request: Message<Definition, Name, 'received'>,
  ) => Promise<Message<Definition, Name, 'response'>>
}
export type GrpcService = { name: string; method: Methods[string]; handle: Handle }[]
export type GrpcServer = AsyncDisposable & { port: number }
type Edge = {
  log: Log
  registry: Registry
  /** How long a stop waits for what is still being answered. */
  graceMs?: number
}

const options = {
  'grpc.max_receive_message_length': mostBytes.request,
  'grpc.max_send_message_length': mostBytes.response,
  // A caller that vanished without a word is noticed. https://grpc.io/docs/guides/keepalive/
  'grpc.keepalive_time_ms': 20_000,
  'grpc.keepalive_timeout_ms': 5_000,
  // Callers connect anew from time to time, and so find replicas that were not there before.
  'grpc.max_connection_age_ms': 300_000,
  'grpc.max_connection_age_grace_ms': 20_000,
}

/** Ties handlers to their service. None may be missing, and each takes and gives what the proto says. */
export function grpcService<Definition>(
  definition: Definition,
  handlers: Handlers<Definition>,
): GrpcService {
  const methods = Object.entries(definition as Methods)
  const handleOf = (name: string) => handlers[name as MethodName<Definition>] as unknown as Handle
  return methods.map(([name, method]) => ({ name, method, handle: handleOf(name) }))
}

/** Port 0 takes a free one. Plain text: for a network of our own. Errors: a busy port, as grpc-js says it. */
export async function serveGrpc(
  port: number,
  services: GrpcService[],
  { log, registry, graceMs = 10_000 }: Edge,
): Promise<GrpcServer> {
  const server = new Server({ ...options, interceptors: [measureServer(registry)] })
  for (const service of services) addService(server, service, log)
  const stopServing = addHealth(server, services.map(nameOf))
  const bound = await listen(server, port)

  async function close() {
    stopServing()
    const force = setTimeout(() => server.forceShutdown(), graceMs)
    await new Promise((resolve) => server.tryShutdown(resolve)) // nothing new, and an end to the rest
    clearTimeout(force)
  }
  return { port: bound, [Symbol.asyncDispose]: close }
}

function addService(server: Server, service: GrpcService, log: Log): void {
  const asItIs = (bytes: Buffer) => bytes
  const bytes = { requestDeserialize: asItIs, responseSerialize: asItIs }
  server.addService(
    Object.fromEntries(service.map(({ name, method }) => [name, { ...method, ...bytes }])),
    Object.fromEntries(
      service.map(({ name, method, handle }) => [name, unary(method, handle, log)]),
    ),
  )
}

/** "cart.v1.CartService", which stands in the path of each method: "/cart.v1.CartService/GetCart". */
const nameOf = (service: GrpcService): string => service[0]?.method.path.split('/')[1] ?? ''

function listen(server: Server, port: number): Promise<number> {
  const addresses = Object.values(networkInterfaces()).flat()
  const hasIpv6 = addresses.some((address) => address?.family === 'IPv6')
  const host = hasIpv6 ? '[::]' : '0.0.0.0' // the first one takes both kinds
  const { promise, resolve, reject } = Promise.withResolvers<number>()
  server.bindAsync(`${host}:${port}`, ServerCredentials.createInsecure(), (error, bound) =>
    error ? reject(error) : resolve(bound),
  )
  return promise
}
