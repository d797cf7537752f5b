// A service of the catalogue whose handlers are the spec's, on a free port; clients of it; and what it logged.
import assert from 'node:assert/strict'
import type { ServiceError } from '@grpc/grpc-js'
import { pino } from 'pino'
import { Registry } from 'prom-client'
import { AppError } from '../errors.ts'
import { connectGrpc } from '../grpc-client.ts'
import { grpcService, serveGrpc, type Handlers } from '../grpc-server.ts'
import { requestId } from '../request-id.ts'
import { productService } from './given-proto.ts'
import { connectRaw } from './grpc-raw.ts'

type ProductHandlers = Handlers<typeof productService>
type ClientOptions = Partial<Parameters<typeof connectGrpc<typeof productService>>[1]>
type Line = {
  level: number
  msg: string
  requestId?: string
  method?: string
  code?: string
  err?: { message: string; stack: string }
}
export type GivenGrpc = Awaited<ReturnType<typeof givenGrpc>>

export const mug = {
  id: 'mug',
  name: 'Mug',
  description: '',
  category: 'kitchen',
  priceCents: 900,
  currency: 'EUR',
  stock: 3,
}

export const answerMug = async () => ({ product: mug })
export const neverAnswer = () => new Promise<never>(() => {})

/** What a call fails with: the error as the caller gets it, and what was on the wire. */
export const failureOf = async (answer: Promise<unknown>) => {
  const error = await answer.then(
    () => assert.fail('answered'),
    (thrown: unknown) => thrown,
  )
  assert.ok(error instanceof AppError)
  return { got: error, wire: error.cause as ServiceError }
}

export async function givenGrpc(handlers: Partial<ProductHandlers> = {}, graceMs?: number) {
  await using building = new AsyncDisposableStack()
  const logged: Line[] = []
  const mixin = () => ({ requestId: requestId() })
  const log = pino({ mixin }, { write: (line: string) => logged.push(JSON.parse(line) as Line) })
  const registry = new Registry()
  const service = grpcService(productService, {
    GetProduct: answerMug,
    GetProducts: async () => ({ products: [mug] }),
    ...handlers,
  })
  const server = await serveGrpc(0, [service], { log, registry, ...(graceMs && { graceMs }) })
  building.use(server)
  const clients = building.use(new DisposableStack()) // closed first

  const address = `localhost:${server.port}`
  const connect = (options: ClientOptions = {}) =>
    clients.use(connectGrpc(productService, { address, registry, ...options }))
  const connectRawly = () => clients.use(connectRaw(address))

  const open = building.move()
  return {
    address,
    logged,
    registry,
    server,
    connect,
    connectRawly,
    [Symbol.asyncDispose]: () => open.disposeAsync(),
  }
}
