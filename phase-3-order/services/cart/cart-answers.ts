// The last statement of a command: what it is answered with and, where it has changed the cart, what has become of that.
import type { Knex } from 'knex'
import { newAnswer } from '../../contracts/message-outbox.ts'
import type { AnswerType } from '../../contracts/messages.ts'
import {
  dueSoon,
  insertMessage,
  type NewMessage,
  type Written,
  written,
} from '../../shared/outbox.ts'
import { insertCart, toldOf } from './cart-events.ts'

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
  answerAfter(trx, `told as (${insertCart()})`, type, about)

/** Where it has the cart alone, with all of its lines, and reserves these only now. */
export const reserveAndAnswer = (trx: Knex.Transaction, about: About, productIds: string[]) =>
  answerAfter(trx, reserveAndTell, 'items.reserved', { ...about, productIds })

/** For an event in the statement that reserves. */
export const lockedThen = 'reserved_by is not null or product_id = any(:productIds)'

const reserveAndTell = `reserved as (
  update cart_lines set reserved_by = :orderId
  where user_id = :userId and product_id = any(:productIds)
), told as (${insertCart({ isLocked: lockedThen })})`

/** `from`: where there is no row in it, there is no answer. */
export const insertAnswer = (from = '') => `
  insert into outbox (destination, key, type, due_at, payload)
  select :destination, :key, :type, ${dueSoon}, :payload ${from}
  returning ${written}`

async function answerAfter(
  trx: Knex.Transaction,
  changes: string,
  type: AnswerType,
  about: About & { productIds?: string[] },
): Promise<Answer> {
  const message = newAnswer(type, { orderId: about.orderId })
  const { rows } = await trx.raw<{ rows: [Written] }>(`with ${changes} ${insertAnswer()}`, {
    ...toldOf(),
    ...about,
    ...message,
  })
  return { ...message, ...rows[0] }
}
