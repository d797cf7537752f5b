// The stock that orders hold: all lines of an order or none, each effect once.
import type { Knex } from 'knex'
import type { ProductApi } from '../../contracts/product-api.ts'
import { canFill } from './product-rules.ts'
import {
  findHold,
  giveStockBack,
  lockHeldProducts,
  lockProducts,
  takeStock,
} from './stock-store.ts'

type Stock = Pick<ProductApi, 'holdStock' | 'releaseStock'>

export const makeStock = (db: Knex): Stock => ({
  holdStock: (orderId, lines) =>
    db.transaction(async (trx) => {
      const products = await lockProducts(trx, lines)
      // Only now: the twin of this call may have come first, or the release.
      const hold = await findHold(trx, orderId)
      if (hold) return { isHeld: hold === 'held' }
      if (!canFill(lines, products)) return { isHeld: false }
      await takeStock(trx, orderId, lines)
      return { isHeld: true }
    }),

  releaseStock: (orderId) =>
    db.transaction(async (trx) => {
      await lockHeldProducts(trx, orderId)
      await giveStockBack(trx, orderId)
    }),
})
