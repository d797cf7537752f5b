// Everything that cart-service owns, in the order in which it is needed. Closed last opened first.
import { makeEventRelay } from '../../contracts/event-outbox.ts'
import { topics } from '../../contracts/events.ts'
import { makeMessageRelay } from '../../contracts/message-outbox.ts'
import { makeProductClient } from '../../contracts/product-client.ts'
import { cartCommands, eventExchange, inboxDays } from '../../contracts/queues.ts'
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
import { startQueueConsumer } from '../../shared/rabbit-consumer.ts'
import { openRabbit } from '../../shared/rabbit.ts'
import { relayNew, startRelays } from '../../shared/relay.ts'
import { makeRemoteKeys } from '../../shared/remote-keys.ts'
import { makeTokenVerifier, requireUser } from '../../shared/token.ts'
import { makeCart } from './cart.ts'
import type { Answer } from './cart-answers.ts'
import { makeCartCommands } from './cart-commands.ts'
import { cartGrpc } from './cart-grpc.ts'
import { cartRoutes } from './cart-http.ts'
import type { Config } from './config.ts'

const service = 'cart-service'
/** So many of the database's connections are for commands. */
const atOnce = 3

export async function start(config: Config) {
  await using building = new AsyncDisposableStack() // closes what is open if a later line throws
  const log = makeLog(service, config.logLevel)
  const registry = makeRegistry(service)
  const db = openDatabase(config.databaseUrl, service, log)
  building.defer(() => db.destroy())
  measurePool(registry, db)
  // A bulkhead: commands are in no hurry, and whoever looks at a cart does not wait behind them.
  const background = openDatabase(config.databaseUrl, `${service} commands`, log, atOnce)
  building.defer(() => background.destroy())

  const products = makeProductClient({ address: config.productAddress, registry })
  building.use(products)
  const carts = makeCart({ db, products })
  const kafka = { brokers: config.kafkaBrokers, prefix: config.kafkaTopicPrefix }
  const sink = building.use(openEventSink({ ...kafka, clientId: service, log }))
  const events = makeEventRelay({ db: background, topic: topics.carts, sink, log })
  const rabbitmq = { url: config.rabbitmqUrl, prefix: config.rabbitmqPrefix, name: service, log }
  const rabbit = building.use(openRabbit(rabbitmq))
  const answers = makeMessageRelay({ db: background, exchange: eventExchange, rabbit, log })
  const tell = (answer: Answer) => relayNew(answers, answer)
  const { handle } = makeCartCommands({ db: background, tell, log, registry })
  const queue = cartCommands
  const commands = building.use(startQueueConsumer({ ...rabbitmq, queue, handle, registry }))
  const prune = () => pruneInbox(db, inboxDays)
  building.defer(startLoop({ name: 'pruning', everyMs: 60_000, log, run: prune }))
  const authenticated = requireUser(makeTokenVerifier(makeRemoteKeys(config.authKeysUrl, log)))

  // Only what is its own: while the catalogue, the keys or Kafka are away, a restart would not help.
  const checks = {
    database: () => db.raw('select 1'),
    rabbitmq: () => Promise.all([rabbit.check(), commands.check()]),
  }
  let isStopping = false
  const ops = await serve(
    config.opsPort,
    makeOpsApp(registry, checks, () => isStopping),
  )
  building.use(ops)
  building.defer(startRelays([events, answers], registry))
  const grpc = await serveGrpc(config.grpcPort, [cartGrpc(carts)], { log, registry })
  building.use(grpc)
  const routes = [cartRoutes(carts, authenticated)]
  const { trustProxyHops } = config
  const server = await serve(config.port, makeHttpApp({ log, registry, routes, trustProxyHops }))
  building.use(server)
  building.defer(() => void (isStopping = true))
  const ports = { port: server.port, opsPort: ops.port, grpcPort: grpc.port }
  log.info(ports, `${service} is listening`)

  const running = building.move() // from here on, the caller closes it
  return { ...ports, [Symbol.asyncDispose]: () => running.disposeAsync() }
}
