// analytics-service as a whole, in this process: its own ports and database, and around it what it needs of others.
import { Client } from 'pg'
import { givenDatabase } from '../../../test/given-database.ts'
import type { Config } from '../config.ts'
import { migrations } from '../migrations.ts'
import { start } from '../start.ts'
import { givenAdmin } from './given-admin.ts'

export type GivenProcess = Awaited<ReturnType<typeof givenProcess>>

export async function givenProcess(kafka: Pick<Config, 'kafkaBrokers' | 'kafkaTopicPrefix'>) {
  const { url: databaseUrl, close: dropDatabase } = await givenDatabase(migrations)
  const admin = await givenAdmin()
  const analytics = await start({
    port: 0,
    opsPort: 0,
    databaseUrl,
    ...kafka,
    allowedLatenessMs: 0,
    authKeysUrl: admin.url,
    trustProxyHops: 0,
    logLevel: 'silent',
  })

  const ops = (path: string) => fetch(`http://localhost:${analytics.opsPort}${path}`)
  async function get(path: string, role = 'admin') {
    const headers = { authorization: `Bearer ${await admin.tokenOf(role)}` }
    const answer = await fetch(`http://localhost:${analytics.port}/analytics/${path}`, { headers })
    return { status: answer.status, headers: answer.headers, body: (await answer.json()) as Body }
  }

  /** Whether Postgres lets anybody into the database. */
  async function allowDatabase(isAllowed: boolean) {
    const name = new URL(databaseUrl).pathname.slice(1)
    const server = new Client(process.env['POSTGRES_URL'])
    await server.connect()
    await server.query(`alter database ${name} connection limit ${isAllowed ? -1 : 0}`)
    if (!isAllowed) {
      const all = 'select pg_terminate_backend(pid) from pg_stat_activity where datname = $1'
      await server.query(all, [name])
    }
    await server.end()
  }

  const stop = () => analytics[Symbol.asyncDispose]()
  async function close() {
    await stop()
    admin.leave()
    await dropDatabase()
  }
  return { admin, ops, get, allowDatabase, stop, close }
}

/** Of a report or of a problem. */
type Body = { code?: string; items?: { orders: number; revenueCents: number }[] }
