// cart-service as a whole, in this process: its own ports and database, and around it what it needs of others, which
// may be away.
import { Client } from 'pg'
import { pino } from 'pino'
import { Registry } from 'prom-client'
import { v7 as uuidv7 } from 'uuid'
import { until } from '../../../../scripts/until.ts'
import { makeCartClient } from '../../../contracts/cart-client.ts'
import {
  type CommandType,
  type MessageData,
  newMessage,
  readMessage,
} from '../../../contracts/messages.ts'
import type { Product } from '../../../contracts/product-api.ts'
import { cartCommands, commandExchange, eventExchange } from '../../../contracts/queues.ts'
import { serveGrpc } from '../../../shared/grpc-server.ts'
import { openRabbit } from '../../../shared/rabbit.ts'
import { givenKeys } from '../../../shared/test/given-keys.ts'
import { givenRabbit, type GivenRabbit, givenWire } from '../../../shared/test/given-rabbit.ts'
import { catalogueGrpc } from '../../../test/given-catalogue.ts'
import { givenDatabase } from '../../../test/given-database.ts'
import { migrations } from '../migrations.ts'
import { start } from '../start.ts'

export type GivenProcess = Awaited<ReturnType<typeof givenProcess>>

/** In its catalogue every product is the same mug, with an id of its own. */
export async function givenProcess() {
  const { url: databaseUrl, close: dropDatabase } = await givenDatabase(migrations)
  const keys = await givenKeys()
  const edge = { log: pino({ level: 'silent' }), registry: new Registry() }
  const catalogue = await serveGrpc(0, [catalogueGrpc(mugs)], edge)
  const rabbit = await givenRabbit()
  rabbit.own(cartCommands)
  const wire = await givenWire(rabbit.url)
  wire.open()
  const orders = await givenOrderService(rabbit)
  const cart = await start({
    port: 0,
    opsPort: 0,
    grpcPort: 0,
    databaseUrl,
    productAddress: `localhost:${catalogue.port}`,
    kafkaBrokers: 'localhost:1', // nobody listens: what happens to carts is told later, and nothing else is late
    kafkaTopicPrefix: '',
    rabbitmqUrl: wire.url,
    rabbitmqPrefix: rabbit.prefix,
    authKeysUrl: keys.url,
    trustProxyHops: 0,
    logLevel: 'silent',
  })
  const client = makeCartClient({
    address: `localhost:${cart.grpcPort}`,
    registry: new Registry(),
  })

  const ops = (path: string) => fetch(`http://localhost:${cart.opsPort}${path}`)
  async function send(userId: string, method: string, path: string, body?: unknown) {
    const headers = {
      authorization: `Bearer ${await keys.tokenOf(userId)}`,
      'content-type': 'application/json',
    }
    const text = body === undefined ? null : JSON.stringify(body)
    const url = `http://localhost:${cart.port}${path}`
    const answer = await fetch(url, { method, headers, body: text })
    return { status: answer.status, headers: answer.headers, body: (await answer.json()) as Body }
  }
  const putMug = (userId: string, mugId = uuidv7()) =>
    send(userId, 'PUT', `/cart/items/${mugId}`, { quantity: 2 })

  /** Whether Postgres lets anybody into the database. */
  async function allowDatabase(isAllowed: boolean) {
    const name = new URL(databaseUrl).pathname.slice(1)
    const admin = new Client(process.env['POSTGRES_URL'])
    await admin.connect()
    await admin.query(`alter database ${name} connection limit ${isAllowed ? -1 : 0}`)
    if (!isAllowed) {
      const all = 'select pg_terminate_backend(pid) from pg_stat_activity where datname = $1'
      await admin.query(all, [name])
    }
    await admin.end()
  }

  const stop = () => cart[Symbol.asyncDispose]()
  async function close() {
    client[Symbol.dispose]()
    await stop()
    await catalogue[Symbol.asyncDispose]()
    await keys.die()
    await orders.close()
    wire.cut()
    await rabbit.close()
    await dropDatabase()
  }
  return {
    keys,
    catalogue,
    client,
    rabbit,
    wire,
    orders,
    ops,
    send,
    putMug,
    allowDatabase,
    stop,
    close,
  }
}

/** Sends commands, and hears what is answered. */
async function givenOrderService({ place, prefix, channel, own }: GivenRabbit) {
  const rabbit = openRabbit(place)
  const heard: string[] = []
  const ears = own({ name: 'ears', exchange: eventExchange, routingKeys: [] }, [])
  await channel.assertExchange(prefix + eventExchange.name, eventExchange.kind)
  await channel.assertQueue(prefix + ears.name)
  await channel.bindQueue(prefix + ears.name, prefix + eventExchange.name, '#')
  const hear = (message: { content: Buffer } | null) => {
    if (!message) return // its queue was deleted
    const { type, data } = readMessage(String(message.content))
    heard.push(`${type} ${data.orderId}`)
  }
  await channel.consume(prefix + ears.name, hear, { noAck: true })

  return {
    send: (type: string, id: string, body: string) =>
      rabbit.publish({ exchange: commandExchange, routingKey: cartCommands.name, id, type, body }),
    command<Type extends CommandType>(type: Type, data: MessageData<Type>) {
      const message = newMessage(type, data)
      return this.send(type, message.id, JSON.stringify(message))
    },
    hears: (answer: string, orderId: string) =>
      until(
        `${answer} is heard`,
        async () => heard,
        (all) => all.includes(`${answer} ${orderId}`),
      ),
    close: () => rabbit[Symbol.asyncDispose](),
  }
}

/** Of a cart or of a problem. */
type Body = { code?: string; items?: { quantity: number }[]; totalCents?: number }

const mugs = {
  getProduct: async (id: string): Promise<Product> => ({ ...mug, id }),
  getProducts: async (ids: string[]): Promise<Product[]> => ids.map((id) => ({ ...mug, id })),
}
const mug = {
  name: 'Mug',
  description: 'Holds what you pour into it.',
  category: 'kitchen',
  priceCents: 900,
  currency: 'EUR',
  stock: 10,
}
