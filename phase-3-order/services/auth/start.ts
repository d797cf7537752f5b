// Everything that auth-service owns, in the order in which it is needed. Closed last opened first.
import { openDatabase } from '../../shared/database.ts'
import { makeHttpApp } from '../../shared/http.ts'
import { serve } from '../../shared/http-server.ts'
import { makeLog } from '../../shared/log.ts'
import { makeRegistry, measurePool } from '../../shared/metrics.ts'
import { makeOpsApp } from '../../shared/ops.ts'
import { makeAuth } from './auth.ts'
import { authRoutes } from './auth-http.ts'
import { awaitKeys } from './auth-keys.ts'
import { makeSigner } from './auth-token.ts'
import type { Config } from './config.ts'

const service = 'auth-service'

export async function start(config: Config) {
  await using building = new AsyncDisposableStack() // closes what is open if a later line throws
  const log = makeLog(service, config.logLevel)
  const registry = makeRegistry(service)
  const db = openDatabase(config.databaseUrl, service, log)
  building.defer(() => db.destroy())
  measurePool(registry, db)

  const checks = { database: () => db.raw('select 1') }
  let isServing = false
  const ops = await serve(
    config.opsPort,
    makeOpsApp(registry, checks, () => !isServing),
  )
  building.use(ops)
  const keys = await awaitKeys(db, log)
  const signer = makeSigner(keys, config.tokenTtlSeconds)
  const auth = makeAuth({ db, signer, scryptLog2Cost: config.scryptLog2Cost })
  const routes = [authRoutes(auth, config)]
  const { trustProxyHops } = config
  const server = await serve(config.port, makeHttpApp({ log, registry, routes, trustProxyHops }))
  building.use(server)
  isServing = true
  building.defer(() => void (isServing = false))
  const ports = { port: server.port, opsPort: ops.port }
  log.info(ports, `${service} is listening`)

  const running = building.move() // from here on, the caller closes it
  return { ...ports, [Symbol.asyncDispose]: () => running.disposeAsync() }
}
