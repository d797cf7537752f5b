// Carts: what customers mean to buy, at today's prices, and what of it is under checkout.
import type { Knex } from 'knex'
import type { CartApi } from '../../contracts/cart-api.ts'
import type { ProductApi } from '../../contracts/product-api.ts'
import { AppError } from '../../shared/errors.ts'
import { tellCart } from './cart-events.ts'
import { beginCheckout, endCheckout } from './cart-reservations.ts'
import { cartLocked, linesToReserve, priceLines, type StoredLine, toCart } from './cart-rules.ts'
import {
  deleteLines,
  deleteReserved,
  findLines,
  freeReserved,
  lockLines,
  reserveLines,
  upsertLine,
} from './cart-store.ts'

type Deps = { db: Knex; products: Pick<ProductApi, 'getProduct' | 'getProducts'> }

export function makeCart({ db, products }: Deps): CartApi {
  const price = async (lines: StoredLine[]) =>
    priceLines(lines, await products.getProducts(lines.map(({ productId }) => productId)))

  async function getCart(userId: string) {
    const lines = await findLines(db, userId)
    return toCart(lines, await price(lines))
  }

  const remove = (userId: string, isMeant: (line: StoredLine) => boolean) =>
    db.transaction(async (trx) => {
      const lines = (await lockLines(trx, userId)).filter(isMeant)
      if (lines.some(({ reservedBy }) => reservedBy)) throw cartLocked()
      await deleteLines(trx, userId, lines)
      if (lines.length > 0) await tellCart(trx, userId)
    })

  return {
    getCart,

    async getFreeLines(userId, orderId) {
      return price(linesToReserve(await findLines(db, userId), orderId))
    },

    async setItem(userId, productId, quantity) {
      const { id, stock } = await products.getProduct(productId)
      await db.transaction(async (trx) => {
        const isFree = await upsertLine(trx, userId, { productId: id, quantity })
        if (!isFree) throw cartLocked()
        // Last, because a line under checkout may have taken the stock itself. The throw undoes the upsert.
        if (quantity > stock) {
          throw new AppError('conflict', `only ${stock} left`, { code: 'insufficient_stock' })
        }
        await tellCart(trx, userId)
      })
      return getCart(userId)
    },

    async removeItem(userId, productId) {
      await remove(userId, (line) => line.productId === productId)
      return getCart(userId)
    },

    async emptyCart(userId) {
      await remove(userId, () => true)
      return getCart(userId)
    },

    async reserveCart(userId, orderId) {
      const lines = await db.transaction(async (trx) => {
        await beginCheckout(trx, orderId)
        const chosen = linesToReserve(await lockLines(trx, userId), orderId)
        await reserveLines(trx, userId, chosen, orderId)
        await tellCart(trx, userId)
        return chosen
      })
      return price(lines)
    },

    releaseCart: (orderId) =>
      db.transaction(async (trx) => {
        await endCheckout(trx, orderId, 'released')
        const userId = await freeReserved(trx, orderId)
        if (userId) await tellCart(trx, userId)
      }),

    clearCart: (orderId) =>
      db.transaction(async (trx) => {
        await endCheckout(trx, orderId, 'cleared')
        const userId = await deleteReserved(trx, orderId)
        if (userId) await tellCart(trx, userId)
      }),
  }
}
