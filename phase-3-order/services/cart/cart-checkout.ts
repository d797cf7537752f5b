// What an order does with a cart: it locks what was ordered, and then gives it back or removes it. Each of these may come
// again, late, or before what it follows: it then changes nothing, or refuses what must not happen any more.
import type { Knex } from 'knex'
import type { MessageData } from '../../contracts/messages.ts'
import { tellCart } from './cart-events.ts'
import { beginCheckout, endCheckout } from './cart-reservations.ts'
import { linesAsOrdered } from './cart-rules.ts'
import { deleteReserved, freeReserved, lockLines, reserveLines } from './cart-store.ts'

/** All lines as they were ordered, or none; what else is in the cart stays free. False where the cart is not what was
 *  ordered, another order has a line, or the checkout is over. */
export async function reserveItems(
  trx: Knex.Transaction,
  { orderId, userId, lines: ordered }: MessageData<'reserve.items'>,
): Promise<boolean> {
  if (!(await beginCheckout(trx, orderId))) return false
  const lines = linesAsOrdered(await lockLines(trx, userId), ordered, orderId)
  if (!lines) {
    // A refusal is final: whoever was told so goes back, and a repeat must not take what fits by then.
    await releaseItems(trx, orderId)
    return false
  }
  if (lines.some(({ reservedBy }) => !reservedBy)) {
    await reserveLines(trx, userId, lines, orderId)
    await tellCart(trx, userId)
  }
  return true
}

export async function releaseItems(trx: Knex.Transaction, orderId: string): Promise<void> {
  await endCheckout(trx, orderId, 'released')
  const userId = await freeReserved(trx, orderId)
  if (userId) await tellCart(trx, userId)
}

export async function clearItems(trx: Knex.Transaction, orderId: string): Promise<void> {
  await endCheckout(trx, orderId, 'cleared')
  const userId = await deleteReserved(trx, orderId)
  if (userId) await tellCart(trx, userId)
}
