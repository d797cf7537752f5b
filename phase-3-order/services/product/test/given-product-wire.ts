// The catalogue behind its wire, as other services have it: gRPC over loopback.
import type { Knex } from 'knex'
import { pino } from 'pino'
import { Registry } from 'prom-client'
import type { ProductApi } from '../../../contracts/product-api.ts'
import { makeProductClient } from '../../../contracts/product-client.ts'
import { serveGrpc } from '../../../shared/grpc-server.ts'
import { migrate } from '../../../shared/migrate.ts'
import { migrations } from '../migrations.ts'
import { makeProduct } from '../product.ts'
import { productGrpc } from '../product-grpc.ts'

/** `served` has counted what was answered, also to a call that the client then made again by itself. */
export async function givenWire(db: Knex, closeDatabase: () => Promise<void>) {
  await migrate(db, migrations) // a service has tables that the module did not need
  const stack = new AsyncDisposableStack()
  stack.defer(closeDatabase)
  const local = makeProduct({ db })
  const served = new Registry()
  const edge = { log: pino({ level: 'silent' }), registry: served }
  const server = stack.use(await serveGrpc(0, [productGrpc(local)], edge))
  const address = `localhost:${server.port}`
  const remote = stack.use(makeProductClient({ address, registry: new Registry() }))
  const products: ProductApi = { ...local, ...remote } // what only customers do has no wire but REST
  return { products, remote, address, served, close: () => stack.disposeAsync() }
}
