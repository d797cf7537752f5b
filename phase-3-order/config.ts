// The only reader of the environment of ecommerce-service.
import { envReader } from './shared/env.ts'
import { logLevels } from './shared/log.ts'

export type Config = ReturnType<typeof readConfig>

export function readConfig(env: NodeJS.ProcessEnv) {
  const { int, text, url, oneOf, check } = envReader(env)
  const config = {
    port: int('ECOMMERCE_PORT', 8010, { max: 65_535 }),
    opsPort: int('ECOMMERCE_OPS_PORT', 8011, { max: 65_535 }),
    databaseUrl: url('ECOMMERCE_DATABASE_URL', ['postgres:', 'postgresql:']),
    cartAddress: text('CART_ADDRESS', 'localhost:8022'),
    cartTimeoutMs: int('CART_TIMEOUT_MS', 2_000, { min: 1, max: 5_000 }),
    productAddress: text('PRODUCT_ADDRESS', 'localhost:8032'),
    productTimeoutMs: int('PRODUCT_TIMEOUT_MS', 2_000, { min: 1, max: 5_000 }),
    kafkaBrokers: text('KAFKA_BROKERS', 'localhost:9092'),
    kafkaTopicPrefix: text('KAFKA_TOPIC_PREFIX', ''),
    providerUrl: url('PAYMENT_PROVIDER_URL', ['http:', 'https:'], 'http://localhost:8090'),
    paymentTimeoutMs: int('PAYMENT_TIMEOUT_MS', 3_000, { min: 1, max: 8_000 }),
    orderDeadlineMs: int('ORDER_DEADLINE_MS', 900_000),
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
