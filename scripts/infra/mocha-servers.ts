// For `mocha --require`: servers for all specs of a run, those named in TEST_SERVERS. A caller that has servers
// already passes their addresses, and they are used as they are.
import { startServers } from './infra.ts'
import type { ServerName, Servers } from './infra.ts'
import { keepTemplates } from './templates.ts'

const opened = new AsyncDisposableStack()

export async function mochaGlobalSetup() {
  const names = (process.env.TEST_SERVERS ?? 'postgres').split(',').filter(Boolean) as ServerName[]
  const servers: Servers = opened.use(
    await startServers(names, {
      inMemory: true,
      report: (line) => console.log(`  ${line}`),
    }),
  )
  opened.use(keepTemplates(servers.postgresUrl))
  process.env.POSTGRES_URL = servers.postgresUrl
  process.env.RABBITMQ_URL = servers.rabbitmqUrl
  process.env.KAFKA_BROKERS = servers.kafkaBrokers
}

export const mochaGlobalTeardown = () => opened.disposeAsync()
