// Everything that ecommerce-service owns, in the order in which it is needed. Closed last opened first.
import type { Knex } from 'knex'
import type { Config } from './config.ts'
import { makeAuth } from './modules/auth/auth.ts'
import { authRoutes } from './modules/auth/auth-http.ts'
import { getOrCreateKeys, makeSigner, verifierKey } from './modules/auth/auth-token.ts'
import { makeCart } from './modules/cart/cart.ts'
import { cartRoutes } from './modules/cart/cart-http.ts'
import { makeOrder } from './modules/order/order.ts'
import { orderRoutes } from './modules/order/order-http.ts'
import { makeOrderMetrics } from './modules/order/order-metrics.ts'
import { makeSettle } from './modules/order/order-settle.ts'
import { startSweeper } from './modules/order/order-sweeper.ts'
import { timelineRoutes } from './modules/order/timeline-http.ts'
import { makePayment } from './modules/payment/payment.ts'
import { makeProvider } from './modules/payment/payment-provider.ts'
import { makeProduct } from './modules/product/product.ts'
import { productRoutes } from './modules/product/product-http.ts'
import { makeReport } from './modules/report/report.ts'
import { reportRoutes } from './modules/report/report-http.ts'
import { openDatabase } from './shared/database.ts'
import { makeHttpApp } from './shared/http.ts'
import { serve } from './shared/http-server.ts'
import { makeLog } from './shared/log.ts'
import { makeRegistry, measurePool } from './shared/metrics.ts'
import { makeOpsApp } from './shared/ops.ts'
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
  const within = (handle: Knex) => {
    const products = makeProduct({ db: handle })
    const carts = makeCart({ db: handle, products })
    const payments = makePayment({ db: handle, provider })
    return { products, carts, payments }
  }
  const { products, carts, payments } = within(db)
  const metrics = makeOrderMetrics(registry)
  const deadlineMs = config.orderDeadlineMs
  const settle = makeSettle({ db, within, payments, deadlineMs, metrics, log })
  const orders = makeOrder({ db, within, settle, metrics })
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
  building.defer(startSweeper(db, settle, log))
  const routes = [
    authRoutes(auth, config),
    productRoutes(products),
    cartRoutes(carts, authenticated),
    orderRoutes(orders, authenticated),
    timelineRoutes(orders, authenticated),
    reportRoutes(makeReport({ db }), authenticated),
  ]
  const { trustProxyHops } = config
  const server = await serve(config.port, makeHttpApp({ log, registry, routes, trustProxyHops }))
  building.use(server)
  building.defer(() => void (isStopping = true))
  log.info({ port: server.port, opsPort: ops.port }, `${service} is listening`)

  const running = building.move() // from here on, the caller closes it
  return {
    port: server.port,
    opsPort: ops.port,
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  }
}
