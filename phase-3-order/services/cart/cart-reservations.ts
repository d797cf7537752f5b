// SQL about reservations: a row for each order, which says whether its checkout runs or is over. Over a network a
// reserve may come after the release of its order, and would lock lines that nobody ever gives back.
// Each command that cart-optimistic.ts has not done begins here, with one statement: its row of the inbox, then the order's
// row, so two that are about the same order come one by one, then lines, in the order of their products, and at last the
// cart, as in cart-store.ts.
import type { Knex } from 'knex'
import type { StoredLine } from './cart-rules.ts'
import { takeCart } from './cart-store.ts'

type Command = { id: string; orderId: string }
type End = 'released' | 'cleared'

export const consumer = 'cart.commands'

/** A twin that comes at the same time waits here for the end of this transaction. */
const fresh = `fresh as (
  insert into inbox (consumer, message_id) values (:consumer, :id)
  on conflict do nothing
  returning message_id
)`

/** Hands back the customer's lines, whose cart nobody else changes now, if the checkout is not over; undefined for a
 *  command that was here before. */
export async function beginCheckout(
  trx: Knex.Transaction,
  { userId, ...command }: Command & { userId: string },
): Promise<{ isOpen: boolean; lines: StoredLine[] } | undefined> {
  const { rows } = await trx.raw<{ rows: { isOpen: boolean; lines: StoredLine[] }[] }>(
    `with ${fresh}, checkout as (
       insert into reservations (order_id, state)
       select cast(:orderId as uuid), 'reserved' from fresh
       -- changes nothing, but locks the row that is there, and reads it
       on conflict (order_id) do update set order_id = excluded.order_id
       returning state = 'reserved' as is_open
     ), lines as (
       select product_id, quantity, reserved_by from cart_lines
       where user_id = :userId and (select is_open from checkout)
       order by product_id
       for update
     ), begun as (
       select is_open, cast(:userId as uuid) as user_id,
         coalesce(json_agg(json_build_object('productId', product_id, 'quantity', quantity,
           'reservedBy', reserved_by)) filter (where product_id is not null), '[]') as lines
       from checkout left join lines on true
       group by is_open
     ), taken as (${takeCart('begun')})
     select is_open as "isOpen", lines from begun join taken using (user_id)`,
    { ...command, consumer, userId },
  )
  return rows[0]
}

/** The first end counts, also of what never began: the row then refuses the beginning that comes too late. Hands back
 *  whose lines the order had, if it had any; undefined for a command that was here before. */
export async function endCheckout(
  trx: Knex.Transaction,
  command: Command,
  end: End,
): Promise<{ userId: string | null } | undefined> {
  const { rows } = await trx.raw<{ rows: { userId: string | null }[] }>(
    `with ${fresh}, ended as (
       insert into reservations (order_id, state)
       select cast(:orderId as uuid), :end from fresh
       on conflict (order_id) do update set state = excluded.state, updated_at = now()
       where reservations.state = 'reserved'
       returning order_id
     ), ${freed[end]('(select order_id from ended)')}, taken as (${takeCart('freed')})
     select user_id as "userId" from fresh left join taken on true`,
    { ...command, consumer, end },
  )
  const [row] = rows
  // A reserve that has committed while this waited for it had none of its lines in the cart that was seen here.
  return row && !row.userId ? { userId: await freeLines(trx, command.orderId, end) } : row
}

/** For a checkout that this transaction has begun. A refusal is an end as well. */
export async function refuseCheckout(trx: Knex.Transaction, orderId: string) {
  await trx('reservations')
    .where({ order_id: orderId })
    .update({ state: 'released', updated_at: trx.fn.now() })
  return freeLines(trx, orderId, 'released')
}

async function freeLines(trx: Knex.Transaction, orderId: string, end: End): Promise<string | null> {
  const { rows } = await trx.raw<{ rows: { userId: string }[] }>(
    `with ${freed[end](':orderId')}, taken as (${takeCart('freed')})
     select user_id as "userId" from taken`,
    { orderId },
  )
  return rows[0]?.userId ?? null
}

/** All of them are locked before the first one is changed. */
const freedBy = (change: string) => (orderId: string) =>
  `locked as (
  select product_id from cart_lines
  where reserved_by = ${orderId}
  order by product_id
  for update
), freed as (
  ${change} where reserved_by = ${orderId} and product_id = any(array(select product_id from locked))
  returning user_id
)`
const freed = {
  released: freedBy('update cart_lines set reserved_by = null'),
  cleared: freedBy('delete from cart_lines'),
}
