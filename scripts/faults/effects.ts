// What a process does that others can see, counted where it leaves the process: in the libraries, so that no line of
// the product has to know. A library more, such as a broker's client, is a function more.
import { AsyncLocalStorage } from 'node:async_hooks'
import { ClientRequest, type IncomingMessage, type ServerResponse } from 'node:http'
import type { IncomingHttpHeaders, ServerHttp2Stream } from 'node:http2'
import { createRequire } from 'node:module'
import { Server as NetServer } from 'node:net'
import { Client, Server as GrpcServer } from '@grpc/grpc-js'
import { Query } from 'pg'
import { watchRabbit } from './effects-rabbit.ts'

/** Is told of an effect before it happens; what comes back is called when it has happened, before the process hears of
 *  it. An effect is named after the work that it is for, and what it is:
 *    POST /orders sql commit;
 *    POST /orders call /cart.v1.CartService/ReserveCart
 *    POST /orders ask POST /charges
 *    POST /orders reply
 *    /cart.v1.CartService/ReserveCart answer
 *    reserve.items publish shop.events items.reserved
 *    reserve.items ack
 *    loop sql update "orders" set ...
 *    loop publish shop.orders
 *    loop commit offsets */
export type Watch = (effect: string) => () => void

export function watchEffects(watch: Watch): void {
  const named: Watch = (effect) => watch(`${work.getStore() ?? 'loop'} ${effect}`)
  watchWork()
  watchReplies(watch)
  watchStatements(named)
  watchCalls(named)
  watchAnswers(watch)
  watchFetches(named)
  watchRequests(named)
  watchRabbit(named, (name, go) => work.run(name, go))
  watchBroker(named)
}

type Callback = (...args: unknown[]) => void

/** The request, the call or the message that all this is for. Without one it is what loops do, all day. */
const work = new AsyncLocalStorage<string>()

function watchWork() {
  const { emit } = NetServer.prototype
  NetServer.prototype.emit = function (this: NetServer, ...args: unknown[]) {
    const go = () => Reflect.apply(emit, this, args)
    if (args[0] !== 'request') return go()
    const { method, url } = args[1] as IncomingMessage
    return work.run(`${method} ${url}`, go)
  } as typeof emit

  const { register } = GrpcServer.prototype
  GrpcServer.prototype.register = function (this: GrpcServer, ...args: unknown[]) {
    const [path, handle, ...rest] = args as [string, Callback, ...unknown[]]
    const working: Callback = (...call) => work.run(path, () => handle(...call))
    return Reflect.apply(register, this, [path, working, ...rest])
  } as typeof register
}

type Statement = { text?: string }
type StatementClass = {
  submit(this: Statement, connection: unknown): unknown
  handleReadyForQuery(this: Statement, connection: unknown): void
}

function watchStatements(watch: Watch) {
  const { prototype } = Query as unknown as { prototype: StatementClass }
  const { submit, handleReadyForQuery } = prototype
  const running = new WeakMap<Statement, () => void>()

  prototype.submit = function (connection) {
    running.set(this, watch(`sql ${this.text?.toLowerCase()}`))
    return submit.call(this, connection)
  }
  prototype.handleReadyForQuery = function (connection) {
    running.get(this)?.()
    handleReadyForQuery.call(this, connection)
  }
}

/** What this process asks of others over gRPC. */
function watchCalls(watch: Watch) {
  const { makeUnaryRequest } = Client.prototype
  Client.prototype.makeUnaryRequest = function (this: Client, ...args: unknown[]) {
    const happened = watch(`call ${String(args[0])}`)
    const callback = args.pop() as Callback
    const hear: Callback = (...answer) => {
      happened()
      callback(...answer)
    }
    return Reflect.apply(makeUnaryRequest, this, [...args, hear])
  } as typeof makeUnaryRequest
}

/** What it answers others over gRPC, failures as well. */
function watchAnswers(watch: Watch) {
  const { emit } = NetServer.prototype
  NetServer.prototype.emit = function (this: NetServer, ...args: unknown[]) {
    if (args[0] === 'stream') {
      const [, stream, headers] = args as [string, ServerHttp2Stream, IncomingHttpHeaders]
      const { respond } = stream
      stream.respond = (...answer) => {
        const happened = watch(`${headers[':path']} answer`)
        stream.once('close', happened) // only then has all of it left
        respond.apply(stream, answer)
      }
    }
    return Reflect.apply(emit, this, args)
  } as typeof emit
}

/** What it answers others over HTTP. */
function watchReplies(watch: Watch) {
  const { emit } = NetServer.prototype
  NetServer.prototype.emit = function (this: NetServer, ...args: unknown[]) {
    if (args[0] === 'request') {
      const [, { method, url }, response] = args as [string, IncomingMessage, ServerResponse]
      const { end } = response
      response.end = ((...last: unknown[]) => {
        response.once('close', watch(`${method} ${url} reply`))
        return Reflect.apply(end, response, last)
      }) as typeof end
    }
    return Reflect.apply(emit, this, args)
  } as typeof emit
}

/** What it asks of others over HTTP. */
function watchFetches(watch: Watch) {
  const { fetch } = globalThis
  globalThis.fetch = async (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input)
    const happened = watch(`ask ${init?.method ?? 'GET'} ${url.pathname}`)
    const answer = await fetch(input, init)
    happened()
    return answer
  }
}

/** The same without fetch. What a gateway passes on is no question of its own: it ends without any text. */
function watchRequests(watch: Watch) {
  const { end } = ClientRequest.prototype
  ClientRequest.prototype.end = function (this: ClientRequest, ...last: unknown[]) {
    const isOwn = typeof last[0] === 'string'
    if (isOwn) this.prependOnceListener('response', watch(`ask ${this.method} ${this.path}`))
    return Reflect.apply(end, this, last)
  } as typeof end
}

type Topics = { topic: string }[]
type Ask = (request: { topicData?: Topics; topics?: Topics }) => Promise<unknown>
type BrokerClass = { prototype: { produce: Ask; offsetCommit: Ask } }

/** What it tells Kafka. */
function watchBroker(watch: Watch) {
  const { prototype } = createRequire(import.meta.url)('kafkajs/src/broker') as BrokerClass
  const { produce, offsetCommit } = prototype
  const watched = (ask: Ask, nameOf: (request: Parameters<Ask>[0]) => string): Ask =>
    async function (this: unknown, request) {
      const happened = watch(nameOf(request))
      const answer = await ask.call(this, request)
      happened()
      return answer
    }
  prototype.produce = watched(
    produce,
    ({ topicData = [] }) => `publish ${topicData.map(({ topic }) => topic).join()}`,
  )
  prototype.offsetCommit = watched(offsetCommit, () => 'commit offsets')
}
