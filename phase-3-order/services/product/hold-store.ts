// All SQL about the stock that orders hold. A row in holds says of each order whether it holds or has let go, and
// stock_holds how much of what. Over a network a hold may come after the release of its order, and would take stock that
// nobody ever gives back: the row refuses it.
// Every statement here does all or nothing, alone in its transaction. It writes the row of its order first, so two that
// are about the same order come one by one; then it locks the products in the order of their ids, so two who want the
// same ones queue up instead of waiting for each other.
import type { Knex } from 'knex'
import type { Wanted } from '../../contracts/product-api.ts'

type HoldState = 'held' | 'released'
type HoldRow = { order_id: string; state: HoldState }
type Counted = { rowCount: number }

/** What refuses an order that is short. It takes the whole statement back, the order's row as well, so the order may
 *  try again: there may be more by then. */
const short = ['products_stock_not_negative', 'stock_holds_product']

/** All lines or none. 'known': nothing was done, because the order holds already or has let go. */
export async function takeStock(
  db: Knex,
  orderId: string,
  lines: Wanted[],
): Promise<'taken' | 'short' | 'known'> {
  const ids = lines.map(({ productId }) => productId)
  const quantities = lines.map(({ quantity }) => quantity)
  try {
    const { rowCount } = await db.raw<Counted>(take, [orderId, ids, quantities])
    return rowCount > 0 ? 'taken' : 'known'
  } catch (error) {
    if (short.includes((error as { constraint?: string }).constraint ?? '')) return 'short'
    throw error
  }
}

// "no key": a foreign key may still point at the product meanwhile. Who has waited for a lock takes from what is left
// then: Postgres reads a row again that it locks or changes.
const take = `with hold as (
    insert into holds (order_id, state) values (?, 'held')
    on conflict (order_id) do nothing
    returning order_id
  ), taken as (
    insert into stock_holds (order_id, product_id, quantity, state)
    select order_id, product_id, quantity, 'held'
    from hold, unnest(?::uuid[], ?::int[]) as line (product_id, quantity)
    returning product_id, quantity
  ), locked as (
    select id, quantity from products join taken on id = product_id
    order by id for no key update of products
  )
  update products set stock = stock - quantity from locked where products.id = locked.id`

/** There is a row for good once an order is known. */
export async function findHold(db: Knex, orderId: string): Promise<HoldState | undefined> {
  const row = await db<HoldRow>('holds').where({ order_id: orderId }).first('state')
  return row?.state
}

/** False when the order holds nothing. */
export async function giveStockBack(db: Knex, orderId: string): Promise<boolean> {
  const { rowCount } = await db.raw<Counted>(giveBack, [orderId])
  return rowCount > 0
}

const giveBack = `with released as (
    update holds set state = 'released', updated_at = now()
    where order_id = ? and state = 'held'
    returning order_id
  ), given as (
    update stock_holds set state = 'released' from released
    where stock_holds.order_id = released.order_id and state = 'held'
    returning product_id, quantity
  ), locked as (
    select id, quantity from products join given on id = product_id
    order by id for no key update of products
  )
  update products set stock = stock + quantity from locked where products.id = locked.id`

/** The tombstone. False when the order is known, and waits for a hold of it that is under way. */
export async function refuseHold(db: Knex, orderId: string): Promise<boolean> {
  const rows = await db<HoldRow>('holds')
    .insert({ order_id: orderId, state: 'released' })
    .onConflict('order_id')
    .ignore()
    .returning('order_id')
  return rows.length > 0
}
