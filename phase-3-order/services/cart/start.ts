// Everything that cart-service owns, in the order in which it is needed. Closed last opened first.
import { makeEventRelay } from '../../contracts/event-outbox.ts'
import { topics } from '../../contracts/events.ts'
import { makeProductClient } from '../../contracts/product-client.ts'
import { openDatabase } from '../../shared/database.ts'
import { serveGrpc } from '../../shared/grpc-server.ts'
import { makeHttpApp } from '../../shared/http.ts'
import { serve } from '../../shared/http-server.ts'
import { openEventSink } from '../../shared/kafka.ts'
import { makeLog } from '../../shared/log.ts'
import { makeRegistry, measurePool } from '../../shared/metrics.ts'
import { makeOpsApp } from '../../shared/ops.ts'
import { startRelays } from '../../shared/relay.ts'
import { makeRemoteKeys } from '../../shared/remote-keys.ts'
import { makeTokenVerifier, requireUser } from '../../shared/token.ts'
import { makeCart } from './cart.ts'
import { cartGrpc } from './cart-grpc.ts'
import { cartRoutes } from './cart-http.ts'
import type { Config } from './config.ts'

const service = 'cart-service'

export async function start(config: Config) {
  await using building = new AsyncDisposableStack() // closes what is open if a later line throws
  const log = makeLog(service, config.logLevel)
  const registry = makeRegistry(service)
  const db = openDatabase(config.databaseUrl, service, log)
  building.defer(() => db.destroy())
  measurePool(registry, db)

  const products = makeProductClient({ address: config.productAddress, registry })
  building.use(products)
  const carts = makeCart({ db, products })
  const kafka = { brokers: config.kafkaBrokers, prefix: config.kafkaTopicPrefix }
  const sink = building.use(openEventSink({ ...kafka, clientId: service, log }))
  const events = makeEventRelay({ db, topic: topics.carts, sink, log })
  const authenticated = requireUser(makeTokenVerifier(makeRemoteKeys(config.authKeysUrl, log)))

  // Only what is its own: while the catalogue, the keys or the broker are away, a restart would not help.
  const checks = { database: () => db.raw('select 1') }
  let isStopping = false
  const ops = await serve(
    config.opsPort,
    makeOpsApp(registry, checks, () => isStopping),
  )
  building.use(ops)
  building.defer(startRelays([events], registry))
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
