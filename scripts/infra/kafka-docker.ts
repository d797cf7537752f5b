// Kafka in a container. A broker tells its clients where to come back: with one port that is free inside and outside,
// one listener is right for both.
import { getContainerRuntimeClient } from 'testcontainers'
import { startContainer } from './container.ts'
import { findCoordinator, kafkaSettings } from './kafka-common.ts'
import { freePort } from './ports.ts'
import type { Driver } from './server.ts'

export const start: Driver = async (wish) => {
  const { info } = await getContainerRuntimeClient()
  const port = await freePort()
  const address = `${info.containerRuntime.host}:${port}`
  const data = '/var/lib/kafka/data'
  const settings = {
    ...kafkaSettings({
      broker: `:${port}`,
      advertised: address,
      controller: ':9093',
      voter: 'localhost:9093',
    }),
    'log.dirs': data,
  }
  const environment = Object.fromEntries(
    Object.entries(settings).map(([name, value]) => [variableFor(name), value]),
  )
  return startContainer(
    {
      name: 'kafka',
      title: 'Kafka',
      port: { container: port, host: port },
      environment: { ...environment, KAFKA_HEAP_OPTS: '-Xms64m -Xmx384m' },
      data,
      addressOf: () => address,
      check: findCoordinator,
    },
    wish,
  )
}

const variableFor = (setting: string) => `KAFKA_${setting.toUpperCase().replaceAll('.', '_')}`
