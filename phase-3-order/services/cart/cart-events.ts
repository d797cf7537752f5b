// What a cart has become, told to everybody in the transaction that changed it.
import type { Knex } from 'knex'
import { newEvent } from '../../contracts/event-outbox.ts'
import { topics } from '../../contracts/events.ts'

/** Call it after the change: whoever else changes this cart waits for the commit, so events are in its order and each has
 *  the whole cart. */
export async function tellCart(trx: Knex.Transaction, userId: string): Promise<void> {
  await trx.raw(insertCart(), { userId, ...toldOf() })
}

/** All that others may hear of a cart. `touchedAt`: when the customer last put something in; null where it is empty. The
 *  statement sees the lines as they were before it, so whoever changes them in the same one says what they become. */
export const insertCart = ({
  userId = 'cast(:userId as uuid)',
  lines = 'true',
  isLocked = 'reserved_by is not null',
  when = 'true',
} = {}) => `
  insert into outbox (destination, key, type, due_at, payload)
  select :topic, ${userId}, 'cart.changed', clock_timestamp(),
    cast(:event as jsonb) || jsonb_build_object(
      'subject', ${userId},
      'time', ${iso('clock_timestamp()')},
      'data', jsonb_build_object(
        'userId', ${userId},
        'touchedAt', ${iso('max(updated_at)')},
        'items', coalesce(jsonb_agg(jsonb_build_object('productId', product_id,
          'quantity', quantity, 'isLocked', ${isLocked})), '[]')))
  from cart_lines where user_id = ${userId} and ${lines}
  having ${when}`

/** Its values, but for whose cart it is. */
export const toldOf = () => {
  const event = newEvent({ source: 'cart-service', type: 'cart.changed', subject: '' })
  return { topic: topics.carts, event: JSON.stringify(event) }
}

const iso = (time: string) => `to_char(${time} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`
