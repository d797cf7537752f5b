// SQL of the two commands of a checkout that goes well, each in one statement: as the cart is when it begins. Where somebody
// else has changed the cart before the statement has it alone, all of it is void: a version must not be null. Then, and where the
// checkout does not go well, nothing has happened, and cart-checkout.ts does the command under locks.
// It takes them in the same order: the command, the order, the lines, the cart.
import type { Knex } from 'knex'
import { newAnswer } from '../../contracts/message-outbox.ts'
import type { Message } from '../../contracts/messages.ts'
import type { NewMessage, Written } from '../../shared/outbox.ts'
import { type Answer, insertAnswer, lockedThen } from './cart-answers.ts'
import { insertCart, toldOf } from './cart-events.ts'
import { consumer } from './cart-reservations.ts'

/** Hands back the answer that it has written. Undefined: nothing has happened. */
export async function obeyAtOnce(
  db: Knex,
  { id, type, data }: Message,
): Promise<Answer | undefined> {
  if (type === 'reserve.items') {
    const { orderId, userId, lines } = data
    const productIds = lines.map(({ productId }) => productId)
    const ordered = JSON.stringify(lines)
    const cart = { userId, productIds, ordered }
    return answerUnlessVoid(db, reserve, newAnswer('items.reserved', { orderId }), { id, ...cart })
  }
  if (type === 'clear.cart') {
    const { orderId } = data
    return answerUnlessVoid(db, clear, newAnswer('cart.cleared', { orderId }), { id })
  }
  return undefined
}

async function answerUnlessVoid(
  db: Knex,
  statement: string,
  answer: NewMessage,
  about: Record<string, Knex.RawBinding>,
): Promise<Answer | undefined> {
  try {
    const values = { ...about, ...answer, ...toldOf(), orderId: answer.key, consumer }
    const { rows } = await db.raw<{ rows: Written[] }>(statement, values as typeof about)
    return rows[0] && { ...answer, ...rows[0] }
  } catch (error) {
    if (isVoid(error)) return undefined
    throw error
  }
}

/** The cart has changed or its order has begun, and that was not seen. */
function isVoid(error: unknown): boolean {
  const { code, table, constraint } = error as Record<string, string>
  return (code === notNull && table === 'carts') || constraint === 'reservations_pkey'
}
const notNull = '23502'

const heard = `heard as (
  insert into inbox (consumer, message_id) select :consumer, :id from seen
  on conflict do nothing
  returning message_id
)`

/** Last, as everywhere: whoever has changed the cart meanwhile has counted. */
const takenAsSeen = `cart as (
  update carts set version = case
    when carts.version = seen.version and (select count(*) from locked) > 0 then carts.version + 1
  end
  from seen
  where carts.user_id = seen.user_id and exists (select from heard)
  returning carts.user_id
)`

const reserve = `with seen as (
    select user_id, version from carts
    where user_id = :userId
      and not exists (select from reservations where order_id = :orderId)
      and not exists (select from cart_lines where reserved_by = :orderId)
      and cardinality(cast(:productIds as uuid[])) = (
        select count(*) from jsonb_to_recordset(:ordered) as ordered ("productId" uuid, quantity int)
        join cart_lines on product_id = "productId" and cart_lines.quantity = ordered.quantity
        where cart_lines.user_id = :userId and reserved_by is null)
  ), ${heard}, begun as (
    insert into reservations (order_id, state)
    select cast(:orderId as uuid), 'reserved' from heard
    returning order_id
  ), locked as (
    select product_id from cart_lines
    where user_id = :userId and product_id = any(:productIds) and exists (select from begun)
    order by product_id
    for update
  ), reserved as (
    update cart_lines set reserved_by = :orderId
    where user_id = :userId and product_id = any(array(select product_id from locked))
  ), ${takenAsSeen},
  told as (${insertCart({
    isLocked: lockedThen,
    when: 'exists (select from cart)',
  })})
  ${insertAnswer('from cart')}`

const clear = `with seen as (
    select user_id, version from carts
    where user_id = (select user_id from cart_lines where reserved_by = :orderId limit 1)
      and exists (select from reservations where order_id = :orderId and state = 'reserved')
  ), ${heard}, ended as (
    update reservations set state = 'cleared', updated_at = now()
    where order_id = :orderId and state = 'reserved' and exists (select from heard)
    returning order_id
  ), locked as (
    select product_id from cart_lines
    where reserved_by = (select order_id from ended)
    order by product_id
    for update
  ), cleared as (
    delete from cart_lines
    where reserved_by = :orderId and product_id = any(array(select product_id from locked))
  ), ${takenAsSeen},
  told as (${insertCart({
    userId: '(select user_id from cart)',
    lines: 'reserved_by is distinct from :orderId',
    when: 'exists (select from cart)',
  })})
  ${insertAnswer('from cart')}`
