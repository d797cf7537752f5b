// Builds a ProductApi over a clean database. The one file that knows how it is wired.
import { v7 as uuidv7 } from 'uuid'
import type { Product } from '../../../contracts/product-api.ts'
import { givenDatabase } from '../../../test/given-database.ts'
import { products as productTables } from '../migrations/001-products.ts'
import { stockHolds } from '../migrations/002-stock-holds.ts'
import { insertCategories, insertProducts } from '../product-store.ts'
import { givenWire } from './given-product-wire.ts'

export type GivenProducts = Awaited<ReturnType<typeof givenProducts>>

export async function givenProducts() {
  const { db, close } = await givenDatabase([productTables, stockHolds])

  /** Adds products with whatever the test does not care about; hands back their ids. */
  async function add(...products: Partial<Product>[]): Promise<string[]> {
    const complete = products.map((product) => ({ ...plain, id: uuidv7(), ...product }))
    const slugs = new Set(complete.map(({ category }) => category))
    await insertCategories(
      db,
      [...slugs].map((slug) => ({ slug, name: slug })),
    )
    await insertProducts(db, complete)
    return complete.map(({ id }) => id)
  }

  async function clear() {
    await db.raw('truncate categories, products, stock_holds')
  }

  return { add, clear, db, ...(await givenWire(db, close)) }
}

const plain = {
  name: 'Mug',
  description: 'Holds what you pour into it.',
  category: 'kitchen',
  priceCents: 900,
  currency: 'EUR',
  stock: 10,
}
