// The only reader of the environment of the gateway.
import { envReader } from '../../shared/env.ts'
import { logLevels } from '../../shared/log.ts'
import { upstreams } from './gateway-routes.ts'

export type Config = ReturnType<typeof readConfig>

export function readConfig(env: NodeJS.ProcessEnv) {
  const { int, url, oneOf, check } = envReader(env)
  const addresses = Object.entries(upstreams).map(([name, { variable, url: fallback }]) => [
    name,
    url(variable, ['http:'], fallback),
  ])
  const config = {
    port: int('GATEWAY_PORT', 8080, { max: 65_535 }),
    opsPort: int('GATEWAY_OPS_PORT', 8081, { max: 65_535 }),
    urls: Object.fromEntries(addresses) as Record<keyof typeof upstreams, string>,
    // How long an upstream may be silent. The slowest honest answer waits 10 s for its database.
    timeoutMs: int('GATEWAY_TIMEOUT_MS', 15_000, { min: 1 }),
    trustProxyHops: int('TRUST_PROXY_HOPS', 0, { max: 10 }),
    logLevel: oneOf('LOG_LEVEL', logLevels, 'info'),
  }
  check()
  return config
}
