// order-projector as a whole, in this process: its own ports and database, and around it what it needs of others.
import { pino } from 'pino'
import { Client } from 'pg'
import { Registry } from 'prom-client'
import { orderService } from '../../../contracts/order-proto.ts'
import { AppError } from '../../../shared/errors.ts'
import { grpcService, serveGrpc } from '../../../shared/grpc-server.ts'
import { givenDatabase } from '../../../test/given-database.ts'
import type { Config } from '../config.ts'
import { migrations } from '../migrations.ts'
import { start } from '../start.ts'
import { givenTokens } from './given-tokens.ts'

export type GivenProcess = Awaited<ReturnType<typeof givenProcess>>

export async function givenProcess(kafka: Pick<Config, 'kafkaBrokers' | 'kafkaTopicPrefix'>) {
  const { url: databaseUrl, close: dropDatabase } = await givenDatabase(migrations)
  const tokens = await givenTokens()
  /** The orders that order-service knows, by their id. */
  const ownerOf = new Map<string, string>()
  const handlers = grpcService(orderService, {
    async FindOrder({ userId, orderId }) {
      if (ownerOf.get(orderId) === userId) return { status: 'pending' }
      throw new AppError('not_found', `no order ${orderId}`)
    },
  })
  const edge = { log: pino({ level: 'silent' }), registry: new Registry() }
  const orders = await serveGrpc(0, [handlers], edge)
  const config: Config = {
    port: 0,
    opsPort: 0,
    databaseUrl,
    ...kafka,
    orderAddress: `localhost:${orders.port}`,
    authKeysUrl: tokens.url,
    trustProxyHops: 0,
    logLevel: 'silent',
  }
  const projector = await start(config)

  const ops = (path: string) => fetch(`http://localhost:${projector.opsPort}${path}`)
  async function send(method: string, path: string, token: string) {
    const headers = { authorization: `Bearer ${token}` }
    const answer = await fetch(`http://localhost:${projector.port}${path}`, { method, headers })
    return { status: answer.status, headers: answer.headers, body: (await answer.json()) as Body }
  }

  /** Whether Postgres lets anybody into the database. */
  async function allowDatabase(isAllowed: boolean) {
    const name = new URL(databaseUrl).pathname.slice(1)
    const server = new Client(process.env['POSTGRES_URL'])
    await server.connect()
    await server.query(`alter database ${name} connection limit ${isAllowed ? -1 : 0}`)
    if (!isAllowed) {
      const all = 'select pg_terminate_backend(pid) from pg_stat_activity where datname = $1'
      await server.query(all, [name])
    }
    await server.end()
  }

  const stop = () => projector[Symbol.asyncDispose]()
  const stopOrders = () => orders[Symbol.asyncDispose]()
  async function close() {
    await stop()
    tokens.leave()
    await dropDatabase()
  }
  return { config, ownerOf, tokens, ops, send, allowDatabase, stop, stopOrders, close }
}

/** Of a timeline, a summary, a rebuild or a problem. */
type Body = {
  code?: string
  items?: { type?: string; orders?: number }[]
  live?: { generation: number }
}
