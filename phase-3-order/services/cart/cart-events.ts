// What a cart has become, told to everybody in the transaction that changed it.
import type { Knex } from 'knex'
import { newEvent } from '../../contracts/event-outbox.ts'
import { topics } from '../../contracts/events.ts'
import { type Part, part } from '../../shared/together.ts'

/** Call it after the change: whoever else changes this cart waits for the commit, so events are in its order and each has
 *  the whole cart. */
export async function tellCart(trx: Knex.Transaction, userId: string): Promise<void> {
  const { sql, values } = insertCarts(oneCart(userId))
  await trx.raw(sql, values as Knex.RawBinding[])
}

/** All that others may hear of carts: of each row of `mine`, which says whose cart it is, and has its event. `touchedAt`: when the
 *  customer last put something in; null where the cart is empty. The statement sees the lines as they were before it, so whoever
 *  changes them in the same one says which remain, and which are locked then. */
export const insertCarts = (
  mine: Part,
  { lines = part`true`, isLocked = part`reserved_by is not null` } = {},
): Part => part`
  insert into outbox (destination, key, type, due_at, payload)
  select ${topics.carts}, user_id, 'cart.changed', clock_timestamp(),
    event || jsonb_build_object('subject', user_id, 'time', ${iso(part`clock_timestamp()`)}, 'data', data)
  from (${mine}) as mine cross join lateral (
    select jsonb_build_object(
      'userId', mine.user_id,
      'touchedAt', ${iso(part`max(updated_at)`)},
      'items', coalesce(jsonb_agg(jsonb_build_object('productId', product_id,
        'quantity', quantity, 'isLocked', ${isLocked})), '[]')) as data
    from cart_lines where cart_lines.user_id = mine.user_id and ${lines}
  ) as now`

export const oneCart = (userId: string): Part =>
  part`select ${userId}::uuid as user_id, ${newCartEvent()}::jsonb as event`

/** Without what only the statement knows. */
export const newCartEvent = () =>
  newEvent({ source: 'cart-service', type: 'cart.changed', subject: '' })

const iso = (time: Part) =>
  part`to_char(${time} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`
