// The catalogue, and the stock that orders hold of it.
import type { Knex } from 'knex'
import type { ProductApi } from '../../contracts/product-api.ts'
import { AppError } from '../../shared/errors.ts'
import { startOf, toPage } from './product-search.ts'
import { findCategories, findProducts, findProductsById } from './product-store.ts'
import { makeStock } from './stock.ts'

export function makeProduct({ db }: { db: Knex }): ProductApi {
  return {
    async listProducts(query) {
      const found = await findProducts(db, query, startOf(query), query.limit + 1)
      return toPage(query, found)
    },

    listCategories: () => findCategories(db),

    async getProduct(id) {
      const [product] = await findProductsById(db, [id])
      if (!product) throw new AppError('not_found', `there is no product ${id}`)
      return product
    },

    getProducts: (ids) => findProductsById(db, ids),

    ...makeStock(db),
  }
}
