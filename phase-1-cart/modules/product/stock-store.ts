// All SQL about stock and what orders hold of it. Whoever changes stock has locked the products in the order of
// their ids, so two who want the same products queue up instead of waiting for each other.
import type { Knex } from 'knex'
import type { Wanted } from '../../contracts/product-api.ts'
import type { ProductRow } from './product-store.ts'

type HoldState = 'held' | 'released'
type HoldRow = { order_id: string; product_id: string; quantity: number; state: HoldState }

// "no key": a foreign key may still point at the product meanwhile.
export const lockProducts = (trx: Knex.Transaction, lines: Wanted[]) =>
  trx<ProductRow>('products')
    .select('id', 'stock')
    .whereRaw('id = any(?)', [lines.map(({ productId }) => productId)])
    .orderBy('id')
    .forNoKeyUpdate()

export async function lockHeldProducts(trx: Knex.Transaction, orderId: string): Promise<void> {
  const held = trx<HoldRow>('stock_holds').select('product_id').where({ order_id: orderId })
  await trx<ProductRow>('products').select('id').whereIn('id', held).orderBy('id').forNoKeyUpdate()
}

/** The lines of an order are held and released together: one tells for all. */
export async function findHold(db: Knex, orderId: string): Promise<HoldState | undefined> {
  const row = await db<HoldRow>('stock_holds').where({ order_id: orderId }).first('state')
  return row?.state
}

export async function takeStock(trx: Knex.Transaction, orderId: string, lines: Wanted[]) {
  const ids = lines.map(({ productId }) => productId)
  const quantities = lines.map(({ quantity }) => quantity)
  await trx.raw(
    `with taken as (
       insert into stock_holds (order_id, product_id, quantity, state)
       select ?, product_id, quantity, 'held'
       from unnest(?::uuid[], ?::int[]) as line (product_id, quantity)
       returning product_id, quantity
     )
     update products set stock = stock - quantity from taken where id = product_id`,
    [orderId, ids, quantities],
  )
}

/** Only what is still held, so that asking twice gives back once. */
export async function giveStockBack(trx: Knex.Transaction, orderId: string) {
  await trx.raw(
    `with released as (
       update stock_holds set state = 'released' where order_id = ? and state = 'held'
       returning product_id, quantity
     )
     update products set stock = stock + quantity from released where id = product_id`,
    [orderId],
  )
}
