// product-service as a whole, in this process: its own ports and its own database, which may be away.
import { Client } from 'pg'
import { Registry } from 'prom-client'
import { makeProductClient } from '../../../contracts/product-client.ts'
import { givenDatabase } from '../../../test/given-database.ts'
import { migrations } from '../migrations.ts'
import { seedProducts } from '../product-seed.ts'
import { start } from '../start.ts'

export type GivenProcess = Awaited<ReturnType<typeof givenProcess>>

/** Its catalogue is that of the demonstration. */
export async function givenProcess() {
  const { db, url: databaseUrl, close: dropDatabase } = await givenDatabase(migrations)
  await seedProducts(db)
  const service = await start({
    port: 0,
    opsPort: 0,
    grpcPort: 0,
    databaseUrl,
    trustProxyHops: 0,
    logLevel: 'silent',
  })
  const client = makeProductClient({
    address: `localhost:${service.grpcPort}`,
    registry: new Registry(),
  })

  const ops = (path: string) => fetch(`http://localhost:${service.opsPort}${path}`)
  async function get(path: string) {
    const answer = await fetch(`http://localhost:${service.port}${path}`)
    return { status: answer.status, headers: answer.headers, body: (await answer.json()) as Body }
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

  const stop = () => service[Symbol.asyncDispose]()
  async function close() {
    client[Symbol.dispose]()
    await stop()
    await dropDatabase()
  }
  return { databaseUrl, client, ops, get, allowDatabase, stop, close }
}

/** Of a product, of a list or of a problem. */
type Body = { code?: string; stock?: number; items?: { id: string; stock: number }[] }
