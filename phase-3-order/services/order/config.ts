// The only reader of the environment of order-service.
import { envReader } from '../../shared/env.ts'
import { logLevels } from '../../shared/log.ts'
import { longestCallMs } from './saga-timing.ts'

export type Config = ReturnType<typeof readConfig>

export function readConfig(env: NodeJS.ProcessEnv) {
  const { int, text, url, oneOf, check } = envReader(env)
  const config = {
    port: int('ORDER_PORT', 8010, { max: 65_535 }),
    opsPort: int('ORDER_OPS_PORT', 8011, { max: 65_535 }),
    grpcPort: int('ORDER_GRPC_PORT', 8012, { max: 65_535 }),
    databaseUrl: url('ORDER_DATABASE_URL', ['postgres:', 'postgresql:']),
    cartAddress: text('CART_ADDRESS', 'localhost:8022'),
    cartTimeoutMs: int('CART_TIMEOUT_MS', 2_000, { min: 1, max: 5_000 }),
    productAddress: text('PRODUCT_ADDRESS', 'localhost:8032'),
    productTimeoutMs: int('PRODUCT_TIMEOUT_MS', 2_000, { min: 1, max: longestCallMs }),
    paymentAddress: text('PAYMENT_ADDRESS', 'localhost:8062'),
    paymentTimeoutMs: int('PAYMENT_CALL_TIMEOUT_MS', 2_000, { min: 1, max: longestCallMs }),
    rabbitmqUrl: url('RABBITMQ_URL', ['amqp:', 'amqps:'], 'amqp://localhost:5672'),
    rabbitmqPrefix: text('RABBITMQ_PREFIX', ''),
    kafkaBrokers: text('KAFKA_BROKERS', 'localhost:9092'),
    kafkaTopicPrefix: text('KAFKA_TOPIC_PREFIX', ''),
    authKeysUrl: url('AUTH_KEYS_URL', ['http:', 'https:'], 'http://localhost:8050/auth/jwks'),
    orderDeadlineMs: int('ORDER_DEADLINE_MS', 900_000),
    trustProxyHops: int('TRUST_PROXY_HOPS', 0, { max: 10 }),
    logLevel: oneOf('LOG_LEVEL', logLevels, 'info'),
  }
  check()
  return config
}
