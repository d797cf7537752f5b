// product-service for the specs of others: over a database of its own, asked over gRPC as by anybody.
import type { ProductClient } from '../contracts/product-client.ts'
import { givenWire } from '../services/product/test/given-product-wire.ts'
import { givenDatabase } from './given-database.ts'

export async function givenProductService() {
  const { db, close: dropDatabase } = await givenDatabase([])
  const { remote, close } = await givenWire(db, dropDatabase)
  const products: ProductClient = remote
  return { products, db, close }
}
