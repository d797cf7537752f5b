// The only reader of the environment of product-service.
import { envReader } from '../../shared/env.ts'
import { logLevels } from '../../shared/log.ts'

export type Config = ReturnType<typeof readConfig>

export function readConfig(env: NodeJS.ProcessEnv) {
  const { int, url, oneOf, check } = envReader(env)
  const config = {
    port: int('PRODUCT_PORT', 8030, { max: 65_535 }),
    opsPort: int('PRODUCT_OPS_PORT', 8031, { max: 65_535 }),
    grpcPort: int('PRODUCT_GRPC_PORT', 8032, { max: 65_535 }),
    databaseUrl: url('PRODUCT_DATABASE_URL', ['postgres:', 'postgresql:']),
    trustProxyHops: int('TRUST_PROXY_HOPS', 0, { max: 10 }),
    logLevel: oneOf('LOG_LEVEL', logLevels, 'info'),
  }
  check()
  return config
}
