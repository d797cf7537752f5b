// The only reader of the environment of auth-service.
import { envReader } from '../../shared/env.ts'
import { logLevels } from '../../shared/log.ts'

export type Config = ReturnType<typeof readConfig>

export function readConfig(env: NodeJS.ProcessEnv) {
  const { int, url, oneOf, check } = envReader(env)
  const config = {
    port: int('AUTH_PORT', 8050, { max: 65_535 }),
    opsPort: int('AUTH_OPS_PORT', 8051, { max: 65_535 }),
    databaseUrl: url('AUTH_DATABASE_URL', ['postgres:', 'postgresql:']),
    scryptLog2Cost: int('AUTH_SCRYPT_LOG2_COST', 17, { min: 4, max: 20 }),
    tokenTtlSeconds: int('AUTH_TOKEN_TTL_SECONDS', 3_600, { min: 1 }),
    registrationsPerMinute: int('AUTH_REGISTRATIONS_PER_MINUTE', 60, { min: 1 }),
    loginsPerMinute: int('AUTH_LOGINS_PER_MINUTE', 10, { min: 1 }),
    trustProxyHops: int('TRUST_PROXY_HOPS', 0, { max: 10 }),
    logLevel: oneOf('LOG_LEVEL', logLevels, 'info'),
  }
  check()
  return config
}
