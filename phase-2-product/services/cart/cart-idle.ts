// SQL over all carts, for the report of those that customers left. It reads every line, so it is not for a busy route.
import type { Knex } from 'knex'
import type { CartCounts } from '../../contracts/cart-api.ts'

type CartsRow = { open_carts: number; abandoned_carts: number }

/** A cart that is idle but under checkout is neither open nor abandoned. */
export async function countCarts(db: Knex, idleMinutes: number): Promise<CartCounts> {
  const { rows } = await db.raw<{ rows: [CartsRow] }>(
    `with carts as (
       select max(updated_at) > now() - ? * interval '1 minute' as is_open,
         bool_and(reserved_by is null) as is_free
       from cart_lines
       group by user_id
     )
     select count(*) filter (where is_open) as open_carts,
       count(*) filter (where not is_open and is_free) as abandoned_carts
     from carts`,
    [idleMinutes],
  )
  return { openCarts: rows[0].open_carts, abandonedCarts: rows[0].abandoned_carts }
}
