// Real servers for a run: addresses from the environment, else Docker, else native processes. All of them are
// gone with the run, even with one that is killed; data stay only where a name is given to keep them under.
import { claimData, keptPassword, newPassword } from './claim.ts'
import { chooseWay } from './docker.ts'
import type { Way } from './docker.ts'
import type { Server, Wish } from './server.ts'

export type ServerName = 'postgres' | 'rabbitmq' | 'kafka'

/** Addresses of the servers asked for, empty for the others. */
export type Servers = AsyncDisposable & {
  /** The administrator's, with the database "postgres". */
  postgresUrl: string
  rabbitmqUrl: string
  /** host:port, or several of them with commas between. */
  kafkaBrokers: string
}

const table = {
  postgres: {
    title: 'Postgres',
    variable: 'POSTGRES_URL',
    native: () => import('./postgres-native.ts'),
    docker: () => import('./postgres-docker.ts'),
  },
  rabbitmq: {
    title: 'RabbitMQ',
    variable: 'RABBITMQ_URL',
    native: () => import('./rabbitmq-native.ts'),
    docker: () => import('./rabbitmq-docker.ts'),
  },
  kafka: {
    title: 'Kafka',
    variable: 'KAFKA_BROKERS',
    native: () => import('./kafka-native.ts'),
    docker: () => import('./kafka-docker.ts'),
  },
}

type Options = {
  keepData?: string
  fresh?: boolean
  /** For specs: where there is plenty of memory, servers write there what goes with the run. */
  inMemory?: boolean
  report?: (line: string) => void
}

export async function startServers(names: ServerName[], options: Options = {}): Promise<Servers> {
  const { keepData: keep, fresh = false, inMemory = false, report = () => {} } = options
  await using building = new AsyncDisposableStack()
  const addresses = new Map(names.map((name) => [name, process.env[table[name].variable] ?? '']))
  const missing = names.filter((name) => !addresses.get(name))
  if (missing.length > 0) {
    if (keep) building.use(await claimData(keep))
    const password = keep ? await keptPassword(keep) : newPassword()
    const way = await chooseWay(missing, report)
    const servers: Server[] = []
    building.defer(async () => {
      await Promise.all(servers.map((server) => server[Symbol.asyncDispose]()))
    })
    const attempts = await Promise.allSettled(
      missing.map(async (name) => {
        const wish = { isOwn: false, keep, fresh, inMemory, password, report }
        const server = await startServer(name, way, wish)
        servers.push(server)
        addresses.set(name, server.address)
      }),
    )
    for (const attempt of attempts) if (attempt.status === 'rejected') throw attempt.reason
  }
  const running = building.move()
  return {
    postgresUrl: addresses.get('postgres') ?? '',
    rabbitmqUrl: addresses.get('rabbitmq') ?? '',
    kafkaBrokers: addresses.get('kafka') ?? '',
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  }
}

/** One that nobody shares, whatever the environment says: for a spec that takes it away. */
export async function startOwn(name: ServerName): Promise<Server> {
  const data = { keep: undefined, fresh: false, inMemory: true }
  const rest = { ...data, password: newPassword(), report: () => {} }
  return startServer(name, await chooseWay([name], () => {}), { ...rest, isOwn: true })
}

async function startServer(name: ServerName, way: Way, wish: Wish) {
  const { title, [way]: load } = table[name]
  const began = Date.now()
  wish.report(`${title}: starting (${way})`)
  const driver = await load()
  const server = await driver.start(wish)
  wish.report(`${title}: ready after ${((Date.now() - began) / 1000).toFixed(1)} s`)
  return server
}
