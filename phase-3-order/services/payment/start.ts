// Everything that payment-service owns, in the order in which it is needed. Closed last opened first. Customers ask it
// nothing, so it has no port for them.
import { makeMessageRelay } from '../../contracts/message-outbox.ts'
import { eventExchange } from '../../contracts/queues.ts'
import { openDatabase } from '../../shared/database.ts'
import { serveGrpc } from '../../shared/grpc-server.ts'
import { serve } from '../../shared/http-server.ts'
import { makeLog } from '../../shared/log.ts'
import { makeRegistry, measurePool } from '../../shared/metrics.ts'
import { makeOpsApp } from '../../shared/ops.ts'
import { openRabbit } from '../../shared/rabbit.ts'
import { relayNew, startRelays } from '../../shared/relay.ts'
import type { Config } from './config.ts'
import { makePayment } from './payment.ts'
import { makeCharge } from './payment-answers.ts'
import { paymentGrpc } from './payment-grpc.ts'
import { makeProvider } from './payment-provider.ts'
import { makePaymentRequests } from './payment-requests.ts'
import { startPaymentWorker } from './payment-worker.ts'

const service = 'payment-service'
/** Connections to the database. Nobody who waits for an answer waits here. */
const atOnce = 3

export async function start(config: Config) {
  await using building = new AsyncDisposableStack() // closes what is open if a later line throws
  const log = makeLog(service, config.logLevel)
  const registry = makeRegistry(service)
  const db = openDatabase(config.databaseUrl, service, log, atOnce)
  building.defer(() => db.destroy())
  measurePool(registry, db)
  const { rabbitmqUrl: url, rabbitmqPrefix: prefix } = config
  const rabbit = building.use(openRabbit({ url, prefix, name: service, log }))
  const relay = makeMessageRelay({ db, exchange: eventExchange, rabbit, log })

  // Only what is its own: while the card processor is away, promises are taken all the same.
  const checks = { database: () => db.raw('select 1'), rabbitmq: () => rabbit.check() }
  let isStopping = false
  const ops = await serve(
    config.opsPort,
    makeOpsApp(registry, checks, () => isStopping),
  )
  building.use(ops)
  building.defer(startRelays([relay], registry))

  const { providerUrl, paymentTimeoutMs: timeoutMs } = config
  const provider = makeProvider({ url: providerUrl, timeoutMs })
  const payments = makePayment({ db, provider })
  const worker = startPaymentWorker({
    db,
    charge: makeCharge({ db, provider }),
    tell: (news) => relayNew(relay, news),
    leaseMs: timeoutMs + 1_000,
    log,
  })
  building.use(worker)
  const requests = makePaymentRequests({ db, payments, worker })
  const grpc = await serveGrpc(config.grpcPort, [paymentGrpc(requests)], { log, registry })
  building.use(grpc)
  building.defer(() => void (isStopping = true))
  const ports = { opsPort: ops.port, grpcPort: grpc.port }
  log.info(ports, `${service} is listening`)

  const running = building.move() // from here on, the caller closes it
  return { ...ports, [Symbol.asyncDispose]: () => running.disposeAsync() }
}
