// Every object that the process owns, in the order in which they need each other.
import { pino } from 'pino'
import { makeBehaviour } from './behaviour.ts'
import type { Config } from './config.ts'
import { openDatabase } from './database.ts'
import { migrate } from './migrations.ts'
import { providerHttp } from './provider-http.ts'
import { makeProvider } from './provider.ts'
import { serve } from './server.ts'

export async function start(config: Config) {
  await using building = new AsyncDisposableStack() // closes what is open if a later line throws
  const log = pino({ name: 'provider', level: config.logLevel })
  const db = openDatabase(config.databaseUrl, log)
  building.defer(() => db.destroy())
  await migrate(db)

  const stopping = new AbortController()
  const provider = makeProvider({ db, slowMs: config.slowMs, stopping: stopping.signal })
  const app = providerHttp({ provider, behaviour: makeBehaviour(), stopping: stopping.signal, log })
  const server = await serve(config.port, app, stopping)
  building.use(server)

  const running = building.move() // from here on, the caller closes it
  return { log, port: server.port, [Symbol.asyncDispose]: () => running.disposeAsync() }
}
