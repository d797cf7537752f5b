// RabbitMQ in a container.
import { startContainer } from './container.ts'
import { freePort } from './ports.ts'
import { shakeHands, user } from './rabbitmq-common.ts'
import type { Driver } from './server.ts'

export const start: Driver = async (wish) =>
  startContainer(
    {
      name: 'rabbitmq',
      title: 'RabbitMQ',
      port: wish.isOwn ? { container: 5672, host: await freePort() } : 5672,
      environment: { RABBITMQ_DEFAULT_USER: user, RABBITMQ_DEFAULT_PASS: wish.password },
      data: '/var/lib/rabbitmq',
      addressOf: (container) =>
        `amqp://${user}:${wish.password}@${container.getHost()}:${container.getMappedPort(5672)}`,
      check: shakeHands,
    },
    wish,
  )
