// Everything that analytics-service owns, in the order in which it is needed. Closed last opened first.
import { topics } from '../../contracts/events.ts'
import { openDatabase } from '../../shared/database.ts'
import { makeHttpApp } from '../../shared/http.ts'
import { serve } from '../../shared/http-server.ts'
import { startConsumer } from '../../shared/kafka-consumer.ts'
import { makeLog } from '../../shared/log.ts'
import { startLoop } from '../../shared/loop.ts'
import { makeRegistry, measurePool } from '../../shared/metrics.ts'
import { makeOpsApp } from '../../shared/ops.ts'
import { makeRemoteKeys } from '../../shared/remote-keys.ts'
import { makeTokenVerifier, requireUser } from '../../shared/token.ts'
import { makeAnalyticsConsumer } from './analytics-consumer.ts'
import { prune } from './analytics-store.ts'
import type { Config } from './config.ts'
import { makeReport } from './report.ts'
import { reportRoutes } from './report-http.ts'

const service = 'analytics-service'
const dayMs = 24 * 60 * 60 * 1000

export async function start(config: Config) {
  await using building = new AsyncDisposableStack() // closes what is open if a later line throws
  const { allowedLatenessMs } = config
  const log = makeLog(service, config.logLevel)
  const registry = makeRegistry(service)
  const db = openDatabase(config.databaseUrl, service, log)
  building.defer(() => db.destroy())
  measurePool(registry, db)

  // The longest window of a report is a day. The inbox forgets nothing: shop.orders keeps everything, too.
  const forget = () => prune(db, dayMs + allowedLatenessMs).then(() => false)
  building.defer(startLoop({ name: 'pruning', everyMs: 60_000, log, run: forget }))

  const { handle, watchTime } = makeAnalyticsConsumer({ db, registry, allowedLatenessMs })
  const consumer = startConsumer({
    brokers: config.kafkaBrokers,
    groupId: service,
    topics: Object.values(topics),
    prefix: config.kafkaTopicPrefix,
    handle,
    onProgress: watchTime,
    log,
    registry,
  })
  building.use(consumer)

  const reports = makeReport({ db })
  const authenticated = requireUser(makeTokenVerifier(makeRemoteKeys(config.authKeysUrl, log)))

  // Only what is its own: while Kafka is away the numbers are older, and still the best that there are.
  const checks = { database: () => db.raw('select 1') }
  let isStopping = false
  const ops = await serve(
    config.opsPort,
    makeOpsApp(registry, checks, () => isStopping),
  )
  building.use(ops)
  const routes = [reportRoutes(reports, authenticated)]
  const { trustProxyHops } = config
  const server = await serve(config.port, makeHttpApp({ log, registry, routes, trustProxyHops }))
  building.use(server)
  building.defer(() => void (isStopping = true))
  const ports = { port: server.port, opsPort: ops.port }
  log.info(ports, `${service} is listening`)

  const running = building.move() // from here on, the caller closes it
  return { ...ports, [Symbol.asyncDispose]: () => running.disposeAsync() }
}
