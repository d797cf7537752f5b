// Everything that order-service owns, in the order in which it is needed. Closed last opened first.
import type { Registry } from 'prom-client'
import { makeCartClient } from '../../contracts/cart-client.ts'
import { makeEventRelay } from '../../contracts/event-outbox.ts'
import { topics } from '../../contracts/events.ts'
import { makeMessageRelay } from '../../contracts/message-outbox.ts'
import type { OrderApi } from '../../contracts/order-api.ts'
import { makePaymentClient } from '../../contracts/payment-client.ts'
import { makeProductClient } from '../../contracts/product-client.ts'
import { cartCommands, commandExchange, inboxDays, sagaEvents } from '../../contracts/queues.ts'
import { openDatabase } from '../../shared/database.ts'
import { serveGrpc } from '../../shared/grpc-server.ts'
import { makeHttpApp } from '../../shared/http.ts'
import { serve } from '../../shared/http-server.ts'
import { pruneInbox } from '../../shared/inbox.ts'
import { openEventSink } from '../../shared/kafka.ts'
import { makeLog } from '../../shared/log.ts'
import { startLoop } from '../../shared/loop.ts'
import { makeRegistry, measurePool } from '../../shared/metrics.ts'
import { makeOpsApp } from '../../shared/ops.ts'
import { openRabbit } from '../../shared/rabbit.ts'
import { startQueueConsumer } from '../../shared/rabbit-consumer.ts'
import { startRelays } from '../../shared/relay.ts'
import { makeRemoteKeys } from '../../shared/remote-keys.ts'
import { makeTokenVerifier, requireUser } from '../../shared/token.ts'
import type { Config } from './config.ts'
import { makeCourtesy } from './courtesy.ts'
import { makeDeadLetters } from './dead-letters.ts'
import { startDeadLetters } from './dead-letters-consumer.ts'
import { deadLetterRoutes } from './dead-letters-http.ts'
import { makeOrder } from './order.ts'
import { orderGrpc } from './order-grpc.ts'
import { orderRoutes } from './order-http.ts'
import { makeOrderMetrics } from './order-metrics.ts'
import { makeEndings } from './order-outcome.ts'
import { makeCalls } from './saga-calls.ts'
import { commandOf, tellAgain } from './saga-commands.ts'
import { makeSagaConsumer } from './saga-consumer.ts'
import { makeSagaMetrics } from './saga-metrics.ts'
import { makeRunner } from './saga-runner.ts'
import { startSweeper } from './saga-sweeper.ts'

const service = 'order-service'
/** So many of the database's connections are for sagas. A call to a partner needs none while it waits. */
const atOnce = 3
/** So many sagas move at the same time while a customer is served. */
const few = 2

export async function start(config: Config) {
  await using building = new AsyncDisposableStack() // closes what is open if a later line throws
  const log = makeLog(service, config.logLevel)
  const registry = makeRegistry(service)
  const db = openDatabase(config.databaseUrl, service, log)
  building.defer(() => db.destroy())
  measurePool(registry, db)
  // A bulkhead: sagas are in no hurry, and whoever checks out does not wait behind them.
  const background = openDatabase(config.databaseUrl, `${service} sagas`, log, atOnce)
  building.defer(() => background.destroy())

  const { carts, products, payments } = openPartners(config, registry)
  for (const partner of [carts, products, payments]) building.use(partner)
  const broker = { url: config.rabbitmqUrl, prefix: config.rabbitmqPrefix, name: service, log }
  const rabbit = building.use(openRabbit(broker))
  const kafka = { brokers: config.kafkaBrokers, prefix: config.kafkaTopicPrefix }
  const sink = building.use(openEventSink({ ...kafka, clientId: service, log }))
  const relay = makeMessageRelay({ db: background, exchange: commandExchange, rabbit, log })
  const events = makeEventRelay({ db: background, topic: topics.orders, sink, log })

  const metrics = makeSagaMetrics(registry)
  const runner = makeRunner({
    db: background,
    calls: makeCalls({ db: background, products, payments }),
    commandOf,
    tellAgain,
    relay,
    endings: makeEndings(makeOrderMetrics(registry)),
    deadlineMs: config.orderDeadlineMs,
    metrics,
    log,
  })
  const courtesy = makeCourtesy({ few })
  const made = makeOrder({ db, carts, runner })
  const orders: OrderApi = {
    ...made,
    placeOrder: (...order) => courtesy.serve(() => made.placeOrder(...order)),
  }
  const authenticated = requireUser(makeTokenVerifier(makeRemoteKeys(config.authKeysUrl, log)))

  building.defer(startRelays([relay, events], registry))
  building.defer(metrics.watch(db, log))
  const old = { name: 'pruning', everyMs: 60_000, log }
  building.defer(startLoop({ ...old, run: () => pruneInbox(db, inboxDays) }))
  building.defer(() => runner.finishWork())
  building.defer(startSweeper(runner, log))
  const handle = makeSagaConsumer((message) => courtesy.move(() => runner.receive(message)))
  const consumer = startQueueConsumer({
    ...broker,
    queue: sagaEvents,
    handle,
    registry,
    prefetch: 50,
  })
  building.use(consumer)

  const letters = makeDeadLetters({ db, rabbit })
  building.use(startDeadLetters({ ...broker, queues: [cartCommands, sagaEvents], letters }))

  // Only what is its own: while a partner is away, a restart would not help.
  const checks = {
    database: () => db.raw('select 1'),
    rabbitmq: () => Promise.all([rabbit.check(), consumer.check()]),
  }
  let isStopping = false
  const ops = await serve(
    config.opsPort,
    makeOpsApp(registry, checks, () => isStopping),
  )
  building.use(ops)
  const grpc = await serveGrpc(config.grpcPort, [orderGrpc(orders)], { log, registry })
  building.use(grpc)
  const routes = [orderRoutes(orders, authenticated), deadLetterRoutes(letters, authenticated, log)]
  const { trustProxyHops } = config
  const server = await serve(config.port, makeHttpApp({ log, registry, routes, trustProxyHops }))
  building.use(server)
  building.defer(() => void (isStopping = true))
  const ports = { port: server.port, opsPort: ops.port, grpcPort: grpc.port }
  log.info(ports, `${service} is listening`)

  const running = building.move() // from here on, the caller closes it
  return { ...ports, [Symbol.asyncDispose]: () => running.disposeAsync() }
}

const openPartners = (config: Config, registry: Registry) => ({
  carts: makeCartClient({
    address: config.cartAddress,
    timeoutMs: config.cartTimeoutMs,
    registry,
  }),
  products: makeProductClient({
    address: config.productAddress,
    timeoutMs: config.productTimeoutMs,
    registry,
  }),
  payments: makePaymentClient({
    address: config.paymentAddress,
    timeoutMs: config.paymentTimeoutMs,
    registry,
  }),
})
