// payment-service as a whole, in this process: its own ports and database, a card processor and a RabbitMQ that may be
// away, and somebody who listens to what it tells.
import { Client } from 'pg'
import { Registry } from 'prom-client'
import { v7 as uuidv7 } from 'uuid'
import type { PaymentMethod } from '../../../contracts/payment-api.ts'
import { makePaymentClient } from '../../../contracts/payment-client.ts'
import { eventExchange } from '../../../contracts/queues.ts'
import { givenRabbit, givenWire } from '../../../shared/test/given-rabbit.ts'
import { givenDatabase } from '../../../test/given-database.ts'
import { givenProvider } from '../../../test/given-provider.ts'
import { migrations } from '../migrations.ts'
import { start } from '../start.ts'

export type GivenProcess = Awaited<ReturnType<typeof givenProcess>>

export async function givenProcess() {
  const { db, url: databaseUrl, close: dropDatabase } = await givenDatabase(migrations)
  const provider = await givenProvider()
  const rabbit = await givenRabbit()
  const wire = await givenWire(rabbit.url)
  wire.open()
  const told = await listen(rabbit)
  const service = await start({
    opsPort: 0,
    grpcPort: 0,
    databaseUrl,
    rabbitmqUrl: wire.url,
    rabbitmqPrefix: rabbit.prefix,
    providerUrl: provider.url,
    paymentTimeoutMs: 8_000,
    logLevel: 'silent',
  })
  const client = makePaymentClient({
    address: `localhost:${service.grpcPort}`,
    registry: new Registry(),
  })

  const ops = (path: string) => fetch(`http://localhost:${service.opsPort}${path}`)

  /** Promises a payment for a new order, and hands back its id. */
  async function promise(paymentMethod: PaymentMethod = 'pm_card_visa') {
    const orderId = uuidv7()
    await client.createPayment({ orderId, amountCents: 1_999, currency: 'EUR', paymentMethod })
    return orderId
  }

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

  const stop = () => service[Symbol.asyncDispose]()
  async function close() {
    client[Symbol.dispose]()
    await stop()
    wire.cut()
    await rabbit.channel.deleteExchange(rabbit.prefix + eventExchange.name)
    await rabbit.close()
    await provider.close()
    await dropDatabase()
  }
  return { db, client, provider, wire, told, ops, promise, allowDatabase, stop, close }
}

/** Hands back what was told, in that order: "payment.confirmed" and the order. */
async function listen({ channel, prefix }: Awaited<ReturnType<typeof givenRabbit>>) {
  const told: string[] = []
  const { name, kind } = eventExchange
  await channel.assertExchange(prefix + name, kind, { durable: true })
  const { queue } = await channel.assertQueue('', { exclusive: true })
  await channel.bindQueue(queue, prefix + name, 'payment.*')
  const note = (body: Buffer) => {
    const { type, data } = JSON.parse(String(body)) as { type: string; data: { orderId: string } }
    told.push(`${type} ${data.orderId}`)
  }
  await channel.consume(queue, (message) => message && note(message.content), { noAck: true })
  return told
}
