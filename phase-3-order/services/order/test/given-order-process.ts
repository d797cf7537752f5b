// order-service as a whole, in this process: its own ports and database, a cart that can be read, and a RabbitMQ that may
// be away. Nobody does what it commands.
import { pino } from 'pino'
import { Registry } from 'prom-client'
import { v7 as uuidv7 } from 'uuid'
import { cartService } from '../../../contracts/cart-proto.ts'
import { makeOrderClient } from '../../../contracts/order-client.ts'
import { cartCommands, sagaEvents } from '../../../contracts/queues.ts'
import { grpcService, serveGrpc } from '../../../shared/grpc-server.ts'
import { givenKeys } from '../../../shared/test/given-keys.ts'
import { givenRabbit, givenWire } from '../../../shared/test/given-rabbit.ts'
import { givenDatabase } from '../../../test/given-database.ts'
import { migrations } from '../migrations.ts'
import { start } from '../start.ts'

export type GivenProcess = Awaited<ReturnType<typeof givenProcess>>
const nowhere = 'localhost:1'

export async function givenProcess() {
  const { db, url: databaseUrl, close: dropDatabase } = await givenDatabase(migrations)
  const keys = await givenKeys()
  const edge = { log: pino({ level: 'silent' }), registry: new Registry() }
  const carts = await serveGrpc(0, [cartWithAMug], edge)
  const rabbit = await givenRabbit()
  rabbit.own(sagaEvents)
  rabbit.own(cartCommands)
  const wire = await givenWire(rabbit.url)
  wire.open()
  const service = await start({
    port: 0,
    opsPort: 0,
    grpcPort: 0,
    databaseUrl,
    cartAddress: `localhost:${carts.port}`,
    cartTimeoutMs: 2_000,
    productAddress: nowhere,
    productTimeoutMs: 1_000,
    paymentAddress: nowhere,
    paymentTimeoutMs: 1_000,
    rabbitmqUrl: wire.url,
    rabbitmqPrefix: rabbit.prefix,
    kafkaBrokers: nowhere,
    kafkaTopicPrefix: '',
    authKeysUrl: keys.url,
    orderDeadlineMs: 900_000,
    trustProxyHops: 0,
    logLevel: 'silent',
  })
  const address = `localhost:${service.grpcPort}`
  const client = makeOrderClient({ address, registry: new Registry() })

  async function send(userId: string, method: string, path: string, body?: unknown) {
    const headers = {
      authorization: `Bearer ${await keys.tokenOf(userId)}`,
      'content-type': 'application/json',
      'idempotency-key': uuidv7(),
    }
    const text = body === undefined ? null : JSON.stringify(body)
    const url = `http://localhost:${service.port}${path}`
    const answer = await fetch(url, { method, headers, body: text })
    return { status: answer.status, body: (await answer.json()) as Body }
  }

  const stop = () => service[Symbol.asyncDispose]()
  return {
    db,
    client,
    rabbit,
    wire,
    carts,
    send,
    checkOut: (userId: string) =>
      send(userId, 'POST', '/orders', { paymentMethod: 'pm_card_visa' }),
    ops: (path: string) => fetch(`http://localhost:${service.opsPort}${path}`),
    stop,
    async close() {
      client[Symbol.dispose]()
      await stop()
      await carts[Symbol.asyncDispose]()
      await keys.die()
      wire.cut()
      await rabbit.close()
      await dropDatabase()
    },
  }
}

/** Of an order or of a problem. */
type Body = { id: string; status: string; code?: string }

const line = {
  productId: uuidv7(),
  name: 'Mug',
  quantity: 2,
  unitPriceCents: 900,
  lineTotalCents: 1800,
}
const cartWithAMug = grpcService(cartService, {
  GetCart: async () => ({ items: [line], totalCents: 1800, currency: 'EUR', locked: false }),
  GetFreeLines: async () => ({ items: [line] }),
})
