// Starts the card processor and every process of a phase against given servers: for npm start, journeys and specs.
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Servers } from './infra/infra.ts'
import { getPhase, type Process, type Wiring } from './phases.ts'
import { logFolder, root } from './task/places.ts'
import { openDatabases } from './task/shop-databases.ts'
import { fixedPorts, freePorts } from './task/shop-ports.ts'
import { makeShopProcess } from './task/shop-process.ts'
import { since } from './task/terminal.ts'

export type ShopOptions = {
  phase: number
  servers: Servers
  /** Fixed: the well-known ports, and data that stay. Free: for tests, with databases that go with the shop. */
  ports: 'fixed' | 'free'
  env?: Record<string, string>
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
  /** SIGKILL; resolves when the process is gone. */
  kill(name: string): Promise<void>
  /** Starts it again; resolves when it is ready. */
  start(name: string): Promise<void>
}

export async function startShop(options: ShopOptions): Promise<Shop> {
  const { servers, restart = false, report = () => {} } = options
  const isForTest = options.ports === 'free'
  const phase = getPhase(options.phase)
  await using building = new AsyncDisposableStack() // closes what is open if a later line throws

  const ports = await (isForTest ? freePorts(phase) : fixedPorts(phase))
  const began = performance.now()
  report('databases: creating')
  const databases = await openDatabases(phase, servers.postgresUrl, isForTest)
  building.use(databases)
  report(`databases: there after ${since(began)}`)

  const logs = logFolder(`phase-${options.phase}${isForTest ? '-test' : ''}`)
  await mkdir(logs, { recursive: true })
  const wiring: Wiring = {
    servers,
    port: (variable) => valueOf(ports, variable),
    databaseUrl: (name) => valueOf(databases.urls, name),
  }
  const addressOf = (variable: string) => `http://localhost:${wiring.port(variable)}`
  const processes = phase.processes.map((plan) =>
    makeShopProcess({
      name: plan.name,
      main: join(root, plan.main),
      migrate: plan.migrate && join(root, plan.migrate),
      env: { ...process.env, ...portsOf(plan, ports), ...plan.env(wiring), ...options.env },
      readyUrl: `${addressOf(plan.opsPort)}/health/ready`,
      logFile: join(logs, `${plan.name}.log`),
      restart,
      report,
    }),
  )
  for (const one of processes) building.use(one)
  // One that fails waits for the others, so that nothing is closed that is about to start.
  const starts = await Promise.allSettled(processes.map((one) => one.open()))
  for (const start of starts) if (start.status === 'rejected') throw start.reason

  const running = building.move()
  const byName = Object.fromEntries(processes.map((one) => [one.name, one]))
  return {
    address: addressOf(phase.publicPort),
    opsAddresses: Object.fromEntries(
      phase.processes.map(({ name, opsPort }) => [name, addressOf(opsPort)]),
    ),
    providerAddress: addressOf('PROVIDER_PORT'),
    databaseUrls: databases.urls,
    kill: (name) => valueOf(byName, name).kill(),
    start: (name) => valueOf(byName, name).start(),
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  }
}

const portsOf = (plan: Process, ports: Record<string, number>) =>
  Object.fromEntries(Object.keys(plan.ports).map((name) => [name, String(ports[name])]))

function valueOf<T>(record: Record<string, T>, key: string): T {
  const value = record[key]
  if (value === undefined)
    throw new Error(`there is no ${key}, only ${Object.keys(record).join(', ')}`)
  return value
}
