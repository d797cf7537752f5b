// A cart behind its wire, as other services have it: gRPC over loopback, and its catalogue behind another one.
import type { Knex } from 'knex'
import { pino } from 'pino'
import { Registry } from 'prom-client'
import type { CartApi } from '../../../contracts/cart-api.ts'
import { makeCartClient } from '../../../contracts/cart-client.ts'
import type { ProductApi } from '../../../contracts/product-api.ts'
import { makeProductClient } from '../../../contracts/product-client.ts'
import { type GrpcService, serveGrpc } from '../../../shared/grpc-server.ts'
import { migrate } from '../../../shared/migrate.ts'
import { catalogueGrpc } from '../../../test/given-catalogue.ts'
import { cartGrpc } from '../cart-grpc.ts'
import { makeCart } from '../cart.ts'
import { migrations } from '../migrations.ts'

type Catalogue = Pick<ProductApi, 'getProduct' | 'getProducts'>

export async function givenWire(db: Knex, catalogue: Catalogue) {
  await migrate(db, migrations) // a service has tables that the module did not need
  const stack = new AsyncDisposableStack()

  /** Serves on a free port, and hands back how to reach it. */
  async function serve(service: GrpcService) {
    const edge = { log: pino({ level: 'silent' }), registry: new Registry() }
    const server = stack.use(await serveGrpc(0, [service], edge))
    return { address: `localhost:${server.port}`, registry: new Registry() }
  }

  const products = stack.use(makeProductClient(await serve(catalogueGrpc(catalogue))))
  const local = makeCart({ db, products })
  const remote = stack.use(makeCartClient(await serve(cartGrpc(local))))
  const carts: CartApi = { ...local, ...remote } // what only customers do has no wire but REST
  return { carts, hangUp: () => stack.disposeAsync() }
}
