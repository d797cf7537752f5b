// Everything that order-projector owns, in the order in which it is needed. Closed last opened first.
import { makeOrderClient } from '../../contracts/order-client.ts'
import { openDatabase } from '../../shared/database.ts'
import { makeHttpApp } from '../../shared/http.ts'
import { serve } from '../../shared/http-server.ts'
import { makeLog } from '../../shared/log.ts'
import { startLoop } from '../../shared/loop.ts'
import { makeRegistry, measurePool } from '../../shared/metrics.ts'
import { makeOpsApp } from '../../shared/ops.ts'
import { makeRemoteKeys } from '../../shared/remote-keys.ts'
import { makeTokenVerifier, requireUser } from '../../shared/token.ts'
import type { Config } from './config.ts'
import { makeProjectorConsumer } from './projector-consumer.ts'
import { startReaders } from './readers.ts'
import { makeRebuild } from './rebuild.ts'
import { rebuildRoutes } from './rebuild-http.ts'
import { openStream } from './stream.ts'
import { summaryRoutes } from './summary-http.ts'
import { makeTimeline } from './timeline.ts'
import { timelineRoutes } from './timeline-http.ts'

const service = 'order-projector'
const orderTimeoutMs = 2_000

export async function start(config: Config) {
  await using building = new AsyncDisposableStack() // closes what is open if a later line throws
  const log = makeLog(service, config.logLevel)
  const registry = makeRegistry(service)
  const db = openDatabase(config.databaseUrl, service, log)
  building.defer(() => db.destroy())
  measurePool(registry, db)

  const kafka = { brokers: config.kafkaBrokers, prefix: config.kafkaTopicPrefix, log }
  const stream = openStream({ ...kafka, clientId: service })
  const keep = () => stream.keep().then(() => false)
  building.defer(startLoop({ name: 'keeping events for ever', everyMs: 2_000, log, run: keep }))
  const handle = makeProjectorConsumer({ db, registry })
  const readers = startReaders({ ...kafka, groupId: service, db, handle, registry })
  building.use(readers)

  const orders = makeOrderClient({
    address: config.orderAddress,
    registry,
    timeoutMs: orderTimeoutMs,
  })
  building.use(orders)
  const authenticated = requireUser(makeTokenVerifier(makeRemoteKeys(config.authKeysUrl, log)))
  const timeline = makeTimeline({ db, orders })
  const routes = [
    timelineRoutes(timeline, authenticated),
    summaryRoutes(timeline, authenticated),
    rebuildRoutes(makeRebuild({ db, findStream: stream.findStream }), authenticated),
  ]

  const checks = { database: () => db.raw('select 1'), kafka: readers.check }
  let isStopping = false
  const ops = await serve(
    config.opsPort,
    makeOpsApp(registry, checks, () => isStopping),
  )
  building.use(ops)
  const { trustProxyHops } = config
  const server = await serve(config.port, makeHttpApp({ log, registry, routes, trustProxyHops }))
  building.use(server)
  building.defer(() => void (isStopping = true))
  const ports = { port: server.port, opsPort: ops.port }
  log.info(ports, `${service} is listening`)

  const running = building.move() // from here on, the caller closes it
  return { ...ports, [Symbol.asyncDispose]: () => running.disposeAsync() }
}
