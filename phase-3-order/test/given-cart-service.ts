// cart-service for the specs of others: over a database of its own, asked over gRPC as by anybody.
import type { ProductApi } from '../contracts/product-api.ts'
import { givenWire } from '../services/cart/test/given-wire.ts'
import { givenDatabase } from './given-database.ts'

export async function givenCartService(products: Pick<ProductApi, 'getProduct' | 'getProducts'>) {
  const { db, close } = await givenDatabase([])
  const { carts, hangUp } = await givenWire(db, products)
  return { carts, db, close: () => hangUp().then(close) }
}
