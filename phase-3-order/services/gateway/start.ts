// Everything that the gateway owns, in the order in which it is needed. Closed last opened first.
import { serve } from '../../shared/http-server.ts'
import { makeLog } from '../../shared/log.ts'
import { makeRegistry } from '../../shared/metrics.ts'
import { makeOpsApp } from '../../shared/ops.ts'
import type { Config } from './config.ts'
import { makeGateway } from './gateway.ts'
import { routes } from './gateway-routes.ts'

const service = 'gateway'

export async function start(config: Config) {
  await using building = new AsyncDisposableStack() // closes what is open if a later line throws
  const log = makeLog(service, config.logLevel)
  const registry = makeRegistry(service)

  // Ready without its upstreams: one that is down must not take the others' routes off the air.
  let isStopping = false
  const ops = await serve(
    config.opsPort,
    makeOpsApp(registry, {}, () => isStopping),
  )
  building.use(ops)
  const server = await serve(config.port, makeGateway({ ...config, routes, log, registry }))
  building.use(server)
  building.defer(() => void (isStopping = true))
  const ports = { port: server.port, opsPort: ops.port }
  log.info(ports, `${service} is listening`)

  const running = building.move() // from here on, the caller closes it
  return { ...ports, [Symbol.asyncDispose]: () => running.disposeAsync() }
}
