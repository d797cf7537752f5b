// Everything that ecommerce-service owns, in the order in which it is needed. Closed last opened first.
import type { Knex } from 'knex'
import type { Config } from './config.ts'
import { makeCartClient } from './contracts/cart-client.ts'
import { makeEventRelay } from './contracts/event-outbox.ts'
import { topics } from './contracts/events.ts'
import { makeProductClient } from './contracts/product-client.ts'
import { makeAuth } from './modules/auth/auth.ts'
import { authRoutes } from './modules/auth/auth-http.ts'
import { getOrCreateKeys, makeSigner, verifierKey } from './modules/auth/auth-token.ts'
import { makeOrder } from './modules/order/order.ts'
import { orderRoutes } from './modules/order/order-http.ts'
import { makeOrderMetrics } from './modules/order/order-metrics.ts'
import { makeOrderRelays } from './modules/order/order-outbox.ts'
import { makeSettle } from './modules/order/order-settle.ts'
import { startSweeper } from './modules/order/order-sweeper.ts'
import { timelineRoutes } from './modules/order/timeline-http.ts'
import { makePayment } from './modules/payment/payment.ts'
import { makeProvider } from './modules/payment/payment-provider.ts'
import { openDatabase } from './shared/database.ts'
import { makeHttpApp } from './shared/http.ts'
import { serve } from './shared/http-server.ts'
import { openEventSink } from './shared/kafka.ts'
import { makeLog } from './shared/log.ts'
import { makeRegistry, measurePool } from './shared/metrics.ts'
import { makeOpsApp } from './shared/ops.ts'
import { startRelays } from './shared/relay.ts'
import { makeTokenVerifier, requireUser } from './shared/token.ts'

const service = 'ecommerce-service'

export async function start(config: Config) {
  await using building = new AsyncDisposableStack() // closes what is open if a later line throws
  const log = makeLog(service, config.logLevel)
  const registry = makeRegistry(service)
  const db = openDatabase(config.databaseUrl, service, log)
  building.defer(() => db.destroy())
  measurePool(registry, db)

  const keys = await getOrCreateKeys(db)
  const authenticated = requireUser(makeTokenVerifier(verifierKey(keys)))
  const provider = makeProvider({ url: config.providerUrl, timeoutMs: config.paymentTimeoutMs })
  const within = (handle: Knex) => makePayment({ db: handle, provider })
  const payments = within(db)
  const carts = building.use(
    makeCartClient({ address: config.cartAddress, timeoutMs: config.cartTimeoutMs, registry }),
  )
  const products = building.use(
    makeProductClient({
      address: config.productAddress,
      timeoutMs: config.productTimeoutMs,
      registry,
    }),
  )
  const metrics = makeOrderMetrics(registry)
  const deadlineMs = config.orderDeadlineMs
  const relays = makeOrderRelays({ db, carts, products, log })
  const kafka = { brokers: config.kafkaBrokers, prefix: config.kafkaTopicPrefix }
  const sink = building.use(openEventSink({ ...kafka, clientId: service, log }))
  const events = makeEventRelay({ db, topic: topics.orders, sink, log })
  const partners = { carts, products, payments }
  const settle = makeSettle({ db, ...partners, relays, deadlineMs, metrics, log })
  const orders = makeOrder({ db, within, ...partners, settle, metrics })
  const auth = makeAuth({
    db,
    signer: makeSigner(keys, config.tokenTtlSeconds),
    scryptLog2Cost: config.scryptLog2Cost,
  })

  let isStopping = false
  const checks = { database: () => db.raw('select 1') }
  const ops = await serve(
    config.opsPort,
    makeOpsApp(registry, checks, () => isStopping),
  )
  building.use(ops)
  building.defer(startRelays([...relays, events], registry))
  building.defer(startSweeper(db, settle, log))
  const routes = [
    authRoutes(auth, config),
    orderRoutes(orders, authenticated),
    timelineRoutes(orders, authenticated),
  ]
  const { trustProxyHops } = config
  const server = await serve(config.port, makeHttpApp({ log, registry, routes, trustProxyHops }))
  building.use(server)
  building.defer(() => void (isStopping = true))
  const ports = { port: server.port, opsPort: ops.port }
  log.info(ports, `${service} is listening`)

  const running = building.move() // from here on, the caller closes it
  return {
    ...ports,
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  }
}
