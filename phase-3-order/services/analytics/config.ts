// The only reader of the environment of analytics-service.
import { envReader } from '../../shared/env.ts'
import { logLevels } from '../../shared/log.ts'

export type Config = ReturnType<typeof readConfig>

export function readConfig(env: NodeJS.ProcessEnv) {
  const { text, int, url, oneOf, check } = envReader(env)
  const config = {
    port: int('ANALYTICS_PORT', 8040, { max: 65_535 }),
    opsPort: int('ANALYTICS_OPS_PORT', 8041, { max: 65_535 }),
    databaseUrl: url('ANALYTICS_DATABASE_URL', ['postgres:', 'postgresql:']),
    kafkaBrokers: text('KAFKA_BROKERS', 'localhost:9092'),
    kafkaTopicPrefix: text('KAFKA_TOPIC_PREFIX', ''),
    allowedLatenessMs: int('ANALYTICS_ALLOWED_LATENESS_MS', 1_000, { max: 3_600_000 }),
    authKeysUrl: url('AUTH_KEYS_URL', ['http:', 'https:'], 'http://localhost:8050/auth/jwks'),
    trustProxyHops: int('TRUST_PROXY_HOPS', 0, { max: 10 }),
    logLevel: oneOf('LOG_LEVEL', logLevels, 'info'),
  }
  check()
  return config
}
