// The catalogue, and the stock that orders hold of it.
import type { Knex } from 'knex'
import type { ProductApi } from '../../contracts/product-api.ts'
import { AppError } from '../../shared/errors.ts'
import { canFill } from './product-rules.ts'
import { startOf, toPage } from './product-search.ts'
import { findCategories, findProducts, findProductsById } from './product-store.ts'
import { beginHold, endHold, makeLook } from './stock-holds.ts'
import {
  findHold,
  giveStockBack,
  lockHeldProducts,
  lockProducts,
  takeStock,
} from './stock-store.ts'

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
    ...makeLook(db),

    holdStock: (orderId, lines) =>
      beginHold(db, orderId, async (trx) => {
        const products = await lockProducts(trx, lines)
        // Only now: the twin of this call may have come first, or the release.
        const hold = await findHold(trx, orderId)
        if (hold) return { isHeld: hold === 'held' }
        if (!canFill(lines, products)) return { isHeld: false }
        await takeStock(trx, orderId, lines)
        return { isHeld: true }
      }),

    releaseStock: (orderId) =>
      endHold(db, orderId, async (trx) => {
        await lockHeldProducts(trx, orderId)
        await giveStockBack(trx, orderId)
      }),
  }
}
