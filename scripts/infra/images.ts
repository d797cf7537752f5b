// The images that servers run from where Docker is at hand, pinned here and nowhere else.

export const images = {
  postgres: process.env.POSTGRES_IMAGE ?? 'postgres:18-alpine',
  rabbitmq: process.env.RABBITMQ_IMAGE ?? 'rabbitmq:4-management',
  kafka: process.env.KAFKA_IMAGE ?? 'apache/kafka:4.1.0',
  /** Removes what testcontainers started when the run is gone. The variable is testcontainers' own. */
  reaper: (process.env.RYUK_CONTAINER_IMAGE ??= 'testcontainers/ryuk:0.14.0'),
}
