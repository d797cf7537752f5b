// The last statement of a command: what it is answered with and, where it has changed the cart, what has become of that.
import type { Knex } from 'knex'
import { newAnswer } from '../../contracts/message-outbox.ts'
import type { AnswerType } from '../../contracts/messages.ts'
import { writeMessage } from '../../shared/message-parts.ts'
import { insertMessage, type NewMessage, type Written } from '../../shared/outbox.ts'
import { type Part, part, together } from '../../shared/together.ts'
import { insertCarts, oneCart } from './cart-events.ts'

type About = { orderId: string; userId: string }
export type Answer = NewMessage & Written

/** Where the cart is as it was. */
export async function answer(
  trx: Knex.Transaction,
  type: AnswerType,
  orderId: string,
): Promise<Answer> {
  const message = newAnswer(type, { orderId })
  return { ...message, ...(await insertMessage(trx, message)) }
}

/** Where this transaction has changed the cart, and has it alone since. */
export const tellAndAnswer = (trx: Knex.Transaction, type: AnswerType, about: About) =>
  answerAfter(trx, { told: insertCarts(oneCart(about.userId)) }, type, about)

/** Where it has the cart alone, with all of its lines, and reserves these only now. */
export function reserveAndAnswer(trx: Knex.Transaction, about: About, productIds: string[]) {
  const { orderId, userId } = about
  const isMeant = part`product_id = any(${productIds}::uuid[])`
  const reserved = part`
    update cart_lines set reserved_by = ${orderId} where user_id = ${userId} and ${isMeant}`
  const told = insertCarts(oneCart(userId), {
    isLocked: part`reserved_by is not null or ${isMeant}`,
  })
  return answerAfter(trx, { reserved, told }, 'items.reserved', about)
}

async function answerAfter(
  trx: Knex.Transaction,
  changes: Record<string, Part>,
  type: AnswerType,
  { orderId }: About,
): Promise<Answer> {
  const message = newAnswer(type, { orderId })
  const answered = writeMessage(part`(select 1) as once`, message)
  const parts = { ...changes, answered }
  const [row] = await together<Written>(trx, parts, 'select id, "isFirst" from answered')
  return { ...message, ...row! }
}
