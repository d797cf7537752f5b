// What other services read of carts without changing one: what a checkout would get, and how many are in use.
import type { Knex } from 'knex'
import type { CartApi, CartLine } from '../../contracts/cart-api.ts'
import { countCarts } from './cart-idle.ts'
import { linesToReserve, type StoredLine } from './cart-rules.ts'
import { findLines } from './cart-store.ts'

type Price = (lines: StoredLine[]) => Promise<CartLine[]>
type CartReads = Pick<CartApi, 'getFreeLines' | 'countCarts'>

export const makeCartReads = (db: Knex, price: Price): CartReads => ({
  async getFreeLines(userId, orderId) {
    return price(linesToReserve(await findLines(db, userId), orderId))
  },

  countCarts: (idleMinutes) => countCarts(db, idleMinutes),
})
