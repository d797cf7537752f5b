// What a cart has become, told to everybody in the transaction that changed it.
import type { Knex } from 'knex'
import { newEvent } from '../../contracts/event-outbox.ts'
import { topics } from '../../contracts/events.ts'

/** Call it after the change: whoever else changes this cart waits for the commit, so events are in its order and each has
 *  the whole cart. */
export async function tellCart(trx: Knex.Transaction, userId: string): Promise<void> {
  await trx.raw(insertCart(), toldOf(userId))
}

/** All that others may hear of a cart. `touchedAt`: when the customer last put something in; null where it is empty. */
export const insertCart = (orLocked = '') => `
  insert into outbox (destination, key, type, due_at, payload)
  select :topic, :userId, 'cart.changed', clock_timestamp(),
    cast(:event as jsonb) || jsonb_build_object(
      'time', ${iso('clock_timestamp()')},
      'data', jsonb_build_object(
        'userId', cast(:userId as text),
        'touchedAt', ${iso('max(updated_at)')},
        'items', coalesce(jsonb_agg(jsonb_build_object('productId', product_id,
          'quantity', quantity, 'isLocked', reserved_by is not null ${orLocked})), '[]')))
  from cart_lines where user_id = :userId`

/** Its values. */
export const toldOf = (userId: string) => {
  const about = { source: 'cart-service', type: 'cart.changed', subject: userId } as const
  return { topic: topics.carts, userId, event: JSON.stringify(newEvent(about)) }
}

const iso = (time: string) => `to_char(${time} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`
