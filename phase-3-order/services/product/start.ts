// Everything that product-service owns, in the order in which it is needed. Closed last opened first.
import { openDatabase } from '../../shared/database.ts'
import { serveGrpc } from '../../shared/grpc-server.ts'
import { makeHttpApp } from '../../shared/http.ts'
import { serve } from '../../shared/http-server.ts'
import { makeLog } from '../../shared/log.ts'
import { makeRegistry, measurePool } from '../../shared/metrics.ts'
import { makeOpsApp } from '../../shared/ops.ts'
import type { Config } from './config.ts'
import { makeProduct } from './product.ts'
import { productGrpc } from './product-grpc.ts'
import { productRoutes } from './product-http.ts'

const service = 'product-service'

export async function start(config: Config) {
  await using building = new AsyncDisposableStack() // closes what is open if a later line throws
  const log = makeLog(service, config.logLevel)
  const registry = makeRegistry(service)
  const db = openDatabase(config.databaseUrl, service, log)
  building.defer(() => db.destroy())
  measurePool(registry, db)
  const products = makeProduct({ db })

  const checks = { database: () => db.raw('select 1') }
  let isStopping = false
  const ops = await serve(
    config.opsPort,
    makeOpsApp(registry, checks, () => isStopping),
  )
  building.use(ops)
  const grpc = await serveGrpc(config.grpcPort, [productGrpc(products)], { log, registry })
  building.use(grpc)
  const routes = [productRoutes(products)]
  const { trustProxyHops } = config
  const server = await serve(config.port, makeHttpApp({ log, registry, routes, trustProxyHops }))
  building.use(server)
  building.defer(() => void (isStopping = true))
  const ports = { port: server.port, opsPort: ops.port, grpcPort: grpc.port }
  log.info(ports, `${service} is listening`)

  const running = building.move() // from here on, the caller closes it
  return { ...ports, [Symbol.asyncDispose]: () => running.disposeAsync() }
}
