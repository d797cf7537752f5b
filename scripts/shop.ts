// Starts the card processor and every process of a phase against given servers: for npm start, journeys and specs.
import { join } from 'node:path'
import type { Servers } from './infra/infra.ts'
import { getPhase, type OneShot, type Process, type Wiring } from './phases.ts'
import { runOneShot } from './task/one-shot.ts'
import { root } from './task/places.ts'
import { openDatabases } from './task/shop-databases.ts'
import { openLogs } from './task/shop-logs.ts'
import { fixedPorts, freePorts } from './task/shop-ports.ts'
import { makeShopProcess } from './task/shop-process.ts'
import { openQueues } from './task/shop-queues.ts'
import { openTopics } from './task/shop-topics.ts'
import { since } from './task/terminal.ts'

export type ShopOptions = {
  phase: number
  servers: Servers
  /** Fixed: the well-known ports, and data that stay. Free: for tests, with databases and topics that go with the shop. */
  ports: 'fixed' | 'free'
  env?: Record<string, string>
  /** For one process only, by its name. */
  envOf?: Record<string, Record<string, string>>
  /** Databases of another shop to go on with, e.g. its `databaseUrls`. They stay that shop's, and go with it. */
  adopt?: Record<string, string>
  /** In front of the names of topics: of another shop, to go on with its topics. They stay that shop's as well. */
  topicPrefix?: string
  /** The same for exchanges and queues. */
  queuePrefix?: string
  /** Starts again, after a second, what dies by itself. */
  restart?: boolean
  report?: (line: string) => void
}

export type Shop = AsyncDisposable & {
  /** The one public address. */
  address: string
  /** By name of the process. */
  opsAddresses: Record<string, string>
  providerAddress: string
  /** By name, without a prefix. */
  databaseUrls: Record<string, string>
  /** Empty for a phase that has none. */
  kafkaBrokers: string
  topicPrefix: string
  /** Likewise. */
  rabbitmqUrl: string
  queuePrefix: string
  /** host:port, by the variable that the port stands in, e.g. CART_GRPC_PORT. */
  addressOf(variable: string): string
  /** SIGKILL; resolves when the process is gone. */
  kill(name: string): Promise<void>
  /** SIGTERM; resolves when the process has ended, which may take its time. */
  stop(name: string): Promise<void>
  /** Starts it again; resolves when it is ready. */
  start(name: string): Promise<void>
  /** SIGSTOP: it takes connections and says nothing, until `resume`. */
  pause(name: string): void
  resume(name: string): void
}

export async function startShop(options: ShopOptions): Promise<Shop> {
  const { servers, adopt = {}, restart = false, report = () => {} } = options
  const isForTest = options.ports === 'free'
  const phase = getPhase(options.phase)
  await using building = new AsyncDisposableStack() // closes what is open if a later line throws

  const ports = await (isForTest ? freePorts(phase) : fixedPorts(phase))
  const began = performance.now()
  report('databases: creating')
  const databases = await openDatabases(phase, servers.postgresUrl, { isForTest, adopt })
  building.use(databases)
  const { topicPrefix, queuePrefix } = options
  const topics = building.use(openTopics(phase, servers, { isForTest, given: topicPrefix }))
  const queues = building.use(openQueues(phase, servers, { isForTest, given: queuePrefix }))
  report(`databases: there after ${since(began)}`)

  const logs = await openLogs(options.phase, isForTest)
  const addressOf = (variable: string) => `localhost:${valueOf(ports, variable)}`
  const urlOf = (variable: string) => `http://${addressOf(variable)}`
  const wiring: Wiring = {
    servers,
    topicPrefix: topics.prefix,
    queuePrefix: queues.prefix,
    address: addressOf,
    databaseUrl: (name) => valueOf(databases.urls, name),
  }
  const runOf = ({ name, env }: OneShot) => ({
    name,
    env: { ...process.env, ...env(wiring), ...options.env, ...options.envOf?.[name] },
    logFile: join(logs, `${name}.log`),
    report,
  })
  const processes = phase.processes.map((plan) => {
    const { env, ...run } = runOf(plan)
    return makeShopProcess({
      ...run,
      env: { ...env, ...portsOf(plan, ports) },
      main: join(root, plan.main),
      migrate: plan.migrate && join(root, plan.migrate),
      readyUrl: `${urlOf(plan.opsPort)}/health/ready`,
      restart,
    })
  })
  for (const one of processes) building.use(one)
  if (!databases.areMigrated) {
    await atOnce(processes.map((one) => one.prepare()))
    for (const plan of phase.afterMigrations ?? []) {
      if (plan.onlyWith && !databases.urls[plan.onlyWith]) continue
      await runOneShot({ ...runOf(plan), command: [join(root, plan.main)] })
    }
    await databases.keep()
  }
  await atOnce(processes.map((one) => one.start()))

  const running = building.move()
  const byName = Object.fromEntries(processes.map((one) => [one.name, one]))
  return {
    address: urlOf(phase.publicPort),
    opsAddresses: Object.fromEntries(
      phase.processes.map(({ name, opsPort }) => [name, urlOf(opsPort)]),
    ),
    providerAddress: urlOf('PROVIDER_PORT'),
    databaseUrls: databases.urls,
    kafkaBrokers: phase.topics ? servers.kafkaBrokers : '',
    topicPrefix: topics.prefix,
    rabbitmqUrl: phase.queues ? servers.rabbitmqUrl : '',
    queuePrefix: queues.prefix,
    addressOf,
    kill: (name) => valueOf(byName, name).kill(),
    stop: (name) => valueOf(byName, name).stop(),
    start: (name) => valueOf(byName, name).start(),
    pause: (name) => valueOf(byName, name).pause(),
    resume: (name) => valueOf(byName, name).resume(),
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  }
}

const portsOf = (plan: Process, ports: Record<string, number>) =>
  Object.fromEntries(Object.keys(plan.ports).map((name) => [name, String(ports[name])]))

/** One that fails waits for the others, so that nothing is closed that is about to start. */
async function atOnce(works: Promise<void>[]) {
  for (const result of await Promise.allSettled(works)) {
    if (result.status === 'rejected') throw result.reason
  }
}

function valueOf<T>(record: Record<string, T>, key: string): T {
  const value = record[key]
  if (value === undefined)
    throw new Error(`there is no ${key}, only ${Object.keys(record).join(', ')}`)
  return value
}
