// auth-service as a whole, in this process: its own ports and database, as many replicas as a spec wants, and somebody
// who knows customers by its published keys alone, as all other services do.
import { Router } from 'express'
import { pino } from 'pino'
import { Client } from 'pg'
import { makeHttpApp } from '../../../shared/http.ts'
import { serve } from '../../../shared/http-server.ts'
import { makeRegistry } from '../../../shared/metrics.ts'
import { makeRemoteKeys } from '../../../shared/remote-keys.ts'
import { makeTokenVerifier, requireUser } from '../../../shared/token.ts'
import { givenDatabase } from '../../../test/given-database.ts'
import { migrations } from '../migrations.ts'
import { start } from '../start.ts'

export type GivenAuthService = Awaited<ReturnType<typeof givenAuthService>>
export type Replica = Awaited<ReturnType<typeof start>>

export async function givenAuthService() {
  const { url: databaseUrl, close: dropDatabase } = await givenDatabase(migrations)
  const opened = new AsyncDisposableStack()
  opened.defer(dropDatabase)

  async function startReplica(ports: { port?: number; opsPort?: number } = {}): Promise<Replica> {
    const replica = await start({
      port: 0,
      opsPort: 0,
      databaseUrl,
      scryptLog2Cost: 4,
      tokenTtlSeconds: 60,
      registrationsPerMinute: 100,
      loginsPerMinute: 100,
      trustProxyHops: 0,
      logLevel: 'silent',
      ...ports,
    })
    opened.use(replica) // may have been closed before
    return replica
  }

  /** Whether Postgres lets anybody into the database. */
  async function allowDatabase(isAllowed: boolean) {
    const name = new URL(databaseUrl).pathname.slice(1)
    const admin = new Client(process.env['POSTGRES_URL'])
    await admin.connect()
    await admin.query(`alter database ${name} connection limit ${isAllowed ? -1 : 0}`)
    if (!isAllowed) {
      const all = 'select pg_terminate_backend(pid) from pg_stat_activity where datname = $1'
      await admin.query(all, [name])
    }
    await admin.end()
  }

  /** Says who asks, and to nobody else: by keys that this replica has published. */
  async function openShop({ port }: Replica) {
    const log = pino({ level: 'silent' })
    const keys = makeRemoteKeys(`http://localhost:${port}/auth/jwks`, log)
    const routes = [
      Router().get('/', requireUser(makeTokenVerifier(keys)), (_, response) => {
        response.json({})
      }),
    ]
    const app = makeHttpApp({ log, registry: makeRegistry('shop'), routes, trustProxyHops: 0 })
    const server = opened.use(await serve(0, app))
    return async (token: string) => {
      const headers = { authorization: `Bearer ${token}` }
      return (await fetch(`http://localhost:${server.port}/`, { headers })).status
    }
  }

  return { databaseUrl, startReplica, allowDatabase, openShop, close: () => opened.disposeAsync() }
}

export const ops = ({ opsPort }: Replica, path: string) =>
  fetch(`http://localhost:${opsPort}${path}`)

export async function post({ port }: Replica, path: string, body: object) {
  const answer = await fetch(`http://localhost:${port}/auth/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  return { status: answer.status, headers: answer.headers, body: (await answer.json()) as Body }
}

/** Of a session or of a problem. */
type Body = { accessToken: string; code?: string; user?: { id: string } }
