// The only reader of the environment of order-projector.
import { envReader } from '../../shared/env.ts'
import { logLevels } from '../../shared/log.ts'

export type Config = ReturnType<typeof readConfig>

export function readConfig(env: NodeJS.ProcessEnv) {
  const { text, int, url, oneOf, check } = envReader(env)
  const config = {
    port: int('PROJECTOR_PORT', 8070, { max: 65_535 }),
    opsPort: int('PROJECTOR_OPS_PORT', 8071, { max: 65_535 }),
    databaseUrl: url('PROJECTOR_DATABASE_URL', ['postgres:', 'postgresql:']),
    kafkaBrokers: text('KAFKA_BROKERS', 'localhost:9092'),
    kafkaTopicPrefix: text('KAFKA_TOPIC_PREFIX', ''),
    orderAddress: text('ORDER_ADDRESS', 'localhost:8012'),
    authKeysUrl: url('AUTH_KEYS_URL', ['http:', 'https:'], 'http://localhost:8050/auth/jwks'),
    trustProxyHops: int('TRUST_PROXY_HOPS', 0, { max: 10 }),
    logLevel: oneOf('LOG_LEVEL', logLevels, 'info'),
  }
  check()
  return config
}
