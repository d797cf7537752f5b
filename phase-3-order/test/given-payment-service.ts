// payment-service for the specs of others: over a database of its own, asked over gRPC as by anybody. It charges by
// itself, and tells by RabbitMQ how that ended.
import { Registry } from 'prom-client'
import { makePaymentClient, type PaymentClient } from '../contracts/payment-client.ts'
import { migrations } from '../services/payment/migrations.ts'
import { start } from '../services/payment/start.ts'
import { givenDatabase } from './given-database.ts'

type Options = { providerUrl: string; rabbitmqPrefix: string; paymentTimeoutMs?: number }

export async function givenPaymentService({
  providerUrl,
  rabbitmqPrefix,
  paymentTimeoutMs = 1_000,
}: Options) {
  const { db, url: databaseUrl, close: dropDatabase } = await givenDatabase(migrations)
  const service = await start({
    opsPort: 0,
    grpcPort: 0,
    databaseUrl,
    rabbitmqUrl: process.env['RABBITMQ_URL'] ?? '',
    rabbitmqPrefix,
    providerUrl,
    paymentTimeoutMs,
    logLevel: 'silent',
  })
  const address = `localhost:${service.grpcPort}`
  const client = makePaymentClient({ address, registry: new Registry() })
  const payments: PaymentClient = client

  async function close() {
    client[Symbol.dispose]()
    await service[Symbol.asyncDispose]()
    await dropDatabase()
  }
  return { payments, db, address, close }
}
