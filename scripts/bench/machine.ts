// What the figures were measured on: the machine, and the versions of what runs on it.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { connect } from 'amqplib'
import { describeMachine } from '../chain/machine.ts'
import type { Servers } from '../infra/infra.ts'
import { root } from '../task/places.ts'

export async function describeServers({ postgresUrl, rabbitmqUrl, kafkaBrokers }: Servers) {
  const versions = [await describeMachine(postgresUrl)]
  if (rabbitmqUrl) versions.push(`RabbitMQ ${await rabbitVersion(rabbitmqUrl)}`)
  if (kafkaBrokers) versions.push(`Kafka ${await kafkaVersion()}`)
  return versions.join(', ')
}

async function rabbitVersion(url: string): Promise<string> {
  const connection = await connect(url, { timeout: 5_000 })
  const { version } = connection.connection.serverProperties
  await connection.close()
  return version
}

/** It does not tell. Ours is the pinned one; another one's is not known. */
async function kafkaVersion(): Promise<string> {
  const { KAFKA_BROKERS, KAFKA_HOME, KAFKA_IMAGE } = process.env
  if (KAFKA_BROKERS ?? KAFKA_HOME ?? KAFKA_IMAGE) return 'of its own'
  const pom = await readFile(join(root, 'scripts/infra/kafka/pom.xml'), 'utf8')
  return /<version>(.+)<\/version>/.exec(pom)?.[1] ?? 'unknown'
}
