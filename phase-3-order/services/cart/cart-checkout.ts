// What an order does with a cart: it locks what was ordered, and then gives it back or removes it. Each of these may come
// again, late, or before what it follows: it then changes nothing, or refuses what must not happen any more.
// Each hands back the answer that it has written; undefined for a command that was here before and has its answer.
import type { Knex } from 'knex'
import type { AnswerType, MessageData } from '../../contracts/messages.ts'
import { type Answer, answer, reserveAndAnswer, tellAndAnswer } from './cart-answers.ts'
import { beginCheckout, endCheckout, refuseCheckout } from './cart-reservations.ts'
import { linesAsOrdered } from './cart-rules.ts'

type Answered = Promise<Answer | undefined>

/** All lines as they were ordered, or none; what else is in the cart stays free. Refused where the cart is not what was
 *  ordered, another order has a line, or the checkout is over. */
export async function reserveItems(
  trx: Knex.Transaction,
  id: string,
  { orderId, userId, lines: ordered }: MessageData<'reserve.items'>,
): Answered {
  const begun = await beginCheckout(trx, { id, orderId, userId })
  if (!begun) return undefined
  if (!begun.isOpen) return answer(trx, 'items.refused', orderId)
  const lines = linesAsOrdered(begun.lines, ordered, orderId)
  // A refusal is final: whoever was told so goes back, and a repeat must not take what fits by then.
  if (!lines) return finish(trx, 'items.refused', orderId, await refuseCheckout(trx, orderId))
  if (lines.every(({ reservedBy }) => reservedBy)) return answer(trx, 'items.reserved', orderId)
  const productIds = lines.map(({ productId }) => productId)
  return reserveAndAnswer(trx, { orderId, userId }, productIds)
}

export async function releaseItems(trx: Knex.Transaction, id: string, orderId: string): Answered {
  const ended = await endCheckout(trx, { id, orderId }, 'released')
  return ended && finish(trx, 'items.released', orderId, ended.userId)
}

export async function clearItems(trx: Knex.Transaction, id: string, orderId: string): Answered {
  const ended = await endCheckout(trx, { id, orderId }, 'cleared')
  return ended && finish(trx, 'cart.cleared', orderId, ended.userId)
}

const finish = (
  trx: Knex.Transaction,
  type: AnswerType,
  orderId: string,
  userId: string | null,
): Promise<Answer> =>
  userId ? tellAndAnswer(trx, type, { orderId, userId }) : answer(trx, type, orderId)
