// What is around the stock that an order takes: a look before it, and its row in holds, which lets it take once and
// give back for good. No SQL in this file.
import type { Knex } from 'knex'
import type { ProductApi } from '../../contracts/product-api.ts'
import { deleteHold, insertHold, releaseHold } from './hold-store.ts'
import { canFill } from './product-rules.ts'
import { findProductsById } from './product-store.ts'

type Held = { isHeld: boolean }
type Look = Pick<ProductApi, 'checkAvailability'>

/** Not held either when the order has let go. */
export const beginHold = (
  db: Knex,
  orderId: string,
  take: (trx: Knex.Transaction) => Promise<Held>,
): Promise<Held> =>
  db.transaction(async (trx) => {
    if (!(await insertHold(trx, orderId))) return { isHeld: false }
    const answer = await take(trx)
    // It was short. Nothing remembers that, so the order may try again: there may be more by then.
    if (!answer.isHeld) await deleteHold(trx, orderId)
    return answer
  })

export const endHold = (
  db: Knex,
  orderId: string,
  giveBack: (trx: Knex.Transaction) => Promise<void>,
): Promise<void> =>
  db.transaction(async (trx) => {
    await releaseHold(trx, orderId)
    await giveBack(trx)
  })

export const makeLook = (db: Knex): Look => ({
  async checkAvailability(lines) {
    const ids = lines.map(({ productId }) => productId)
    return { isAvailable: canFill(lines, await findProductsById(db, ids)) }
  },
})
