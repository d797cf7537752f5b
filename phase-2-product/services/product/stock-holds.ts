// The stock that an order takes, once, and gives back, for good; and a look before it. No SQL in this file.
import type { Knex } from 'knex'
import type { ProductApi } from '../../contracts/product-api.ts'
import { findHold, giveStockBack, refuseHold, takeStock } from './hold-store.ts'
import { canFill } from './product-rules.ts'
import { findProductsById } from './product-store.ts'

type Stock = Pick<ProductApi, 'checkAvailability' | 'holdStock' | 'releaseStock'>

export const makeStock = (db: Knex): Stock => ({
  async checkAvailability(lines) {
    const ids = lines.map(({ productId }) => productId)
    return { isAvailable: canFill(lines, await findProductsById(db, ids)) }
  },

  async holdStock(orderId, lines) {
    const outcome = await takeStock(db, orderId, lines)
    if (outcome !== 'known') return { isHeld: outcome === 'taken' }
    return { isHeld: (await findHold(db, orderId)) === 'held' }
  },

  async releaseStock(orderId) {
    if (await giveStockBack(db, orderId)) return
    if (await refuseHold(db, orderId)) return
    await giveStockBack(db, orderId) // its hold came between the two, or it had let go before
  },
})
