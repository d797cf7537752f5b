// Builds a CartApi over a clean database and a small catalogue. The one file that knows how it is wired.
import { v7 as uuidv7 } from 'uuid'
import type { Product } from '../../../contracts/product-api.ts'
import { AppError } from '../../../shared/errors.ts'
import { givenDatabase } from '../../../test/given-database.ts'
import { cartLines } from '../migrations/001-cart-lines.ts'
import { givenOrders } from './given-orders.ts'
import { givenWire } from './given-wire.ts'

export type GivenCarts = Awaited<ReturnType<typeof givenCarts>>

export async function givenCarts() {
  const { db, close } = await givenDatabase([cartLines])
  const catalogue = givenCatalogue()
  const { carts, hangUp } = await givenWire(db, catalogue)
  const orders = givenOrders(db, carts)

  /** A new customer with one piece of each product in the cart. */
  async function customerWith(...productIds: string[]): Promise<string> {
    const userId = uuidv7()
    for (const id of productIds) await carts.setItem(userId, id, 1)
    return userId
  }

  return { carts, ...orders, catalogue, customerWith, db, close: () => hangUp().then(close) }
}

function givenCatalogue() {
  const shelf = new Map<string, Product>()
  const catalogue = {
    /** How often somebody asked for products. */
    calls: 0,

    add(product: Partial<Product>): string {
      const id = uuidv7()
      shelf.set(id, { ...plain, ...product, id })
      return id
    },

    async getProduct(id: string) {
      const product = shelf.get(id)
      if (!product) throw new AppError('not_found', `there is no product ${id}`)
      return product
    },

    async getProducts(ids: string[]) {
      catalogue.calls++
      return ids.flatMap((id) => shelf.get(id) ?? [])
    },

    remove: (id: string) => void shelf.delete(id),
    change(id: string, change: Partial<Product>) {
      shelf.set(id, { ...plain, ...shelf.get(id), ...change, id })
    },
  }
  return catalogue
}

const plain = {
  name: 'Mug',
  description: 'Holds what you pour into it.',
  category: 'kitchen',
  priceCents: 900,
  currency: 'EUR',
  stock: 100,
}
