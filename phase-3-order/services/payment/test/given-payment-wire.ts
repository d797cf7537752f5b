// Payments behind their wire, as other services have them: gRPC over loopback. Nobody charges by himself here: the worker
// has specs of its own.
import type { Knex } from 'knex'
import { pino } from 'pino'
import { Registry } from 'prom-client'
import type { PaymentApi } from '../../../contracts/payment-api.ts'
import { makePaymentClient, type PaymentClient } from '../../../contracts/payment-client.ts'
import { serveGrpc } from '../../../shared/grpc-server.ts'
import { migrate } from '../../../shared/migrate.ts'
import { migrations } from '../migrations.ts'
import { paymentGrpc } from '../payment-grpc.ts'
import { makePaymentRequests } from '../payment-requests.ts'

/** Has no place for anybody. */
export const idleWorker = { takePlace: () => undefined, wake: async () => {} }

type Shop = { payments: PaymentApi; close(): Promise<void> }

export async function overGrpc<Given extends Shop>(db: Knex, shop: Given) {
  await migrate(db, migrations) // a service has tables that the module did not need
  const stack = new AsyncDisposableStack()
  stack.defer(() => shop.close())
  const requests = makePaymentRequests({ db, payments: shop.payments, worker: idleWorker })
  const edge = { log: pino({ level: 'silent' }), registry: new Registry() }
  const server = stack.use(await serveGrpc(0, [paymentGrpc(requests)], edge))
  const address = `localhost:${server.port}`
  const remote = stack.use(makePaymentClient({ address, registry: new Registry() }))

  /** What is to be told of an order, in that order: nobody carries it away here. */
  async function toldOf(orderId: string): Promise<string[]> {
    const rows: { type: string }[] = await db('outbox').where({ key: orderId }).orderBy('id')
    return rows.map(({ type }) => type)
  }

  /** As others have them; and the charge, which nobody but the worker asks for any more. */
  const charge = shop.payments.chargePayment
  const payments: PaymentClient & Pick<PaymentApi, 'chargePayment'> = {
    chargePayment: charge,
    ...remote,
  }
  const { connectionString: url } = db.client.config.connection as { connectionString: string }
  return { ...shop, db, url, address, charge, payments, toldOf, close: () => stack.disposeAsync() }
}
