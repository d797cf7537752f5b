// The only reader of the environment of cart-service.
import { envReader } from '../../shared/env.ts'
import { logLevels } from '../../shared/log.ts'

export type Config = ReturnType<typeof readConfig>

export function readConfig(env: NodeJS.ProcessEnv) {
  const { text, int, url, oneOf, check } = envReader(env)
  const config = {
    port: int('CART_PORT', 8020, { max: 65_535 }),
    opsPort: int('CART_OPS_PORT', 8021, { max: 65_535 }),
    grpcPort: int('CART_GRPC_PORT', 8022, { max: 65_535 }),
    databaseUrl: url('CART_DATABASE_URL', ['postgres:', 'postgresql:']),
    productAddress: text('PRODUCT_ADDRESS', 'localhost:8032'),
    kafkaBrokers: text('KAFKA_BROKERS', 'localhost:9092'),
    kafkaTopicPrefix: text('KAFKA_TOPIC_PREFIX', ''),
    rabbitmqUrl: url('RABBITMQ_URL', ['amqp:', 'amqps:'], 'amqp://localhost:5672'),
    rabbitmqPrefix: text('RABBITMQ_PREFIX', ''),
    authKeysUrl: url('AUTH_KEYS_URL', ['http:', 'https:'], 'http://localhost:8050/auth/jwks'),
    trustProxyHops: int('TRUST_PROXY_HOPS', 0, { max: 10 }),
    logLevel: oneOf('LOG_LEVEL', logLevels, 'info'),
  }
  check()
  return config
}
