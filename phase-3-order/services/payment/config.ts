// The only reader of the environment of payment-service.
import { envReader } from '../../shared/env.ts'
import { logLevels } from '../../shared/log.ts'

export type Config = ReturnType<typeof readConfig>

export function readConfig(env: NodeJS.ProcessEnv) {
  const { text, int, url, oneOf, check } = envReader(env)
  const config = {
    opsPort: int('PAYMENT_OPS_PORT', 8061, { max: 65_535 }),
    grpcPort: int('PAYMENT_GRPC_PORT', 8062, { max: 65_535 }),
    databaseUrl: url('PAYMENT_DATABASE_URL', ['postgres:', 'postgresql:']),
    rabbitmqUrl: url('RABBITMQ_URL', ['amqp:', 'amqps:'], 'amqp://localhost:5672'),
    rabbitmqPrefix: text('RABBITMQ_PREFIX', ''),
    providerUrl: url('PAYMENT_PROVIDER_URL', ['http:', 'https:'], 'http://localhost:8090'),
    paymentTimeoutMs: int('PAYMENT_TIMEOUT_MS', 3_000, { min: 1, max: 8_000 }),
    logLevel: oneOf('LOG_LEVEL', logLevels, 'info'),
  }
  check()
  return config
}
