// SQL of the two commands of a checkout that goes well. Those that come at the same time are one statement, as their carts are
// when it begins. Where somebody else has changed a cart before the statement has it alone, all of it is void: a version must not
// be null. Each then has one more try, alone; and where that is void, or the checkout does not go well, nothing has happened, and
// cart-checkout.ts does the command under locks.
// Both take these in the same order: the command, the order, the lines, the cart.
import type { Knex } from 'knex'
import { newAnswer } from '../../contracts/message-outbox.ts'
import type { Message } from '../../contracts/messages.ts'
import { gatherResults } from '../../shared/gather-results.ts'
import { writeMessage } from '../../shared/message-parts.ts'
import type { NewMessage, Written } from '../../shared/outbox.ts'
import { type Part, part, together } from '../../shared/together.ts'
import type { Answer } from './cart-answers.ts'
import { insertCarts, newCartEvent } from './cart-events.ts'
import { consumer } from './cart-reservations.ts'

/** The key of an answer is its order. */
type Command = { id: string; userId?: string; lines?: object[]; answer: NewMessage }

/** Hands back the answer that it has written. Undefined: nothing has happened. */
export function makeAtOnce(db: Knex): (message: Message) => Promise<Answer | undefined> {
  const reserveTogether = gatherResults((all: Command[]) => obey(db, all, reserve))
  const clearTogether = gatherResults((all: Command[]) => obey(db, all, clear))

  return async ({ id, type, data }) => {
    if (type === 'reserve.items') {
      const { orderId, userId, lines } = data
      const answer = newAnswer('items.reserved', { orderId })
      return reserveTogether({ id, userId, lines, answer })
    }
    if (type === 'clear.cart') {
      return clearTogether({ id, answer: newAnswer('cart.cleared', { orderId: data.orderId }) })
    }
    return undefined
  }
}

async function obey(
  db: Knex,
  commands: Command[],
  partsOf: (asked: Part) => Record<string, Part>,
): Promise<(Answer | undefined)[]> {
  try {
    const rows = await together<Written & { nr: number }>(
      db,
      partsOf(askedBy(commands)),
      `select nr, answered.id, "isFirst" from answered join mine on order_id::text = key`,
    )
    const byNr = new Map(rows.map(({ nr, ...row }) => [nr, row]))
    return commands.map(({ answer }, nr) => {
      const row = byNr.get(nr)
      return row && { ...answer, ...row }
    })
  } catch (error) {
    if (isVoid(error) && commands.length === 1) return [undefined]
    throw error
  }
}

/** The cart has changed or its order has begun, and that was not seen. */
function isVoid(error: unknown): boolean {
  const { code, table, constraint } = error as Record<string, string>
  return (code === notNull && table === 'carts') || constraint === 'reservations_pkey'
}
const notNull = '23502'

function askedBy(commands: Command[]): Part {
  const rows = commands.map(({ id, userId, lines, answer }, nr) => ({
    nr,
    id,
    order_id: answer.key,
    user_id: userId,
    lines,
    answer,
    event: newCartEvent(),
  }))
  return part`jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as asked (
    nr int, id uuid, order_id uuid, user_id uuid, lines jsonb, answer jsonb, event jsonb)`
}

const heard = part`
  insert into inbox (consumer, message_id) select ${consumer}, id from seen order by id
  on conflict do nothing
  returning message_id`
const mine = part`select * from seen where id in (select message_id from heard)`

const isLocked = part`exists (
  select from locked
  where locked.user_id = cart_lines.user_id and locked.product_id = cart_lines.product_id)`

/** Last, as everywhere: whoever has changed the cart meanwhile has counted. */
const cart = part`
  update carts set version = case
    when version = (select version from mine where mine.user_id = carts.user_id)
      and (select count(*) from locked where locked.user_id = carts.user_id) > 0
    then version + 1
  end
  where user_id = any(array(select user_id from mine))
  returning user_id`

/** Of what is not in it nothing has happened. */
const taken = part`select * from cart join mine using (user_id)`

const answered = part`${writeMessage(part`(${taken}) as taken`, {
  destination: part`answer ->> 'destination'`,
  key: part`answer ->> 'key'`,
  type: part`answer ->> 'type'`,
  payload: part`answer -> 'payload'`,
})}, key`

/** A subquery for each row, and no join: see outbox.ts. Of one customer's commands the first one is seen. */
const reserve = (asked: Part) => ({
  seen: part`
    select distinct on (user_id) * from (
      select asked.*, (select version from carts where carts.user_id = asked.user_id) as version,
        array(select (line ->> 'productId')::uuid from jsonb_array_elements(lines) as line) as product_ids
      from ${asked}
    ) as asked
    where version is not null
      and (select state from reservations where reservations.order_id = asked.order_id) is null
      and (select user_id from cart_lines where reserved_by = asked.order_id limit 1) is null
      and cardinality(product_ids) = (
        select count(*) from jsonb_to_recordset(lines) as line ("productId" uuid, quantity int)
        join cart_lines on product_id = "productId" and cart_lines.quantity = line.quantity
        where cart_lines.user_id = asked.user_id and reserved_by is null)
    order by user_id, nr`,
  heard,
  mine,
  begun: part`
    insert into reservations (order_id, state) select order_id, 'reserved' from mine order by order_id
    returning order_id`,
  locked: part`
    select line.* from mine cross join lateral (
      select user_id, product_id from cart_lines
      where cart_lines.user_id = mine.user_id and product_id = any(mine.product_ids)
      order by product_id
      for update
    ) as line where (select count(*) from begun) > 0`,
  reserved: part`
    update cart_lines set reserved_by = (select order_id from mine where mine.user_id = cart_lines.user_id)
    where user_id = any(array(select user_id from locked)) and ${isLocked}`,
  cart,
  told: insertCarts(taken, {
    isLocked: part`reserved_by is not null or product_id = any(mine.product_ids)`,
  }),
  answered,
})

const clear = (asked: Part) => ({
  seen: part`
    select distinct on (user_id) * from (
      select nr, id, order_id, answer, event, theirs.user_id,
        (select version from carts where carts.user_id = theirs.user_id) as version
      from ${asked} cross join lateral (
        select user_id from cart_lines where reserved_by = order_id limit 1
      ) as theirs
    ) as asked
    where version is not null
      and (select state from reservations where reservations.order_id = asked.order_id) = 'reserved'
    order by user_id, nr`,
  heard,
  mine,
  ended: part`
    update reservations set state = 'cleared', updated_at = now()
    where order_id = any(array(select order_id from mine)) and state = 'reserved'
    returning order_id`,
  locked: part`
    select line.* from ended cross join lateral (
      select user_id, product_id, reserved_by from cart_lines
      where reserved_by = ended.order_id
      order by product_id
      for update
    ) as line`,
  cleared: part`
    delete from cart_lines
    where reserved_by = any(array(select reserved_by from locked)) and ${isLocked}`,
  cart,
  told: insertCarts(taken, { lines: part`reserved_by is distinct from order_id` }),
  answered,
})
