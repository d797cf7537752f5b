// All SQL about cart lines. Whoever changes more than one locks them first, in the order of their products,
// so a customer who empties the cart and a checkout that ends queue up instead of waiting for each other. Who has
// changed a cart has it alone from then on, until the transaction ends.
import type { Knex } from 'knex'
import type { StoredLine } from './cart-rules.ts'

type LineRow = {
  user_id: string
  product_id: string
  quantity: number
  reserved_by: string | null
  updated_at: Date
}
type NewLine = { productId: string; quantity: number }

export async function findLines(db: Knex, userId: string): Promise<StoredLine[]> {
  const rows = await db<LineRow>('cart_lines').where({ user_id: userId })
  return rows.map(toLine)
}

export async function lockLines(trx: Knex.Transaction, userId: string): Promise<StoredLine[]> {
  const lines = trx<LineRow>('cart_lines').where({ user_id: userId }).orderBy('product_id')
  const rows = await lines.forUpdate()
  return rows.map(toLine)
}

/** Adds the line or sets its quantity. False where it is under checkout: then nothing has changed. */
export async function upsertLine(
  trx: Knex.Transaction,
  userId: string,
  { productId, quantity }: NewLine,
) {
  const upsert = trx<LineRow>('cart_lines')
    .insert({ user_id: userId, product_id: productId, quantity })
    .onConflict(['user_id', 'product_id'])
    .merge({ quantity, updated_at: trx.fn.now() })
    .whereNull('cart_lines.reserved_by')
    .returning('user_id')
  return (await change(trx, upsert)) !== undefined
}

export async function deleteLines(trx: Knex.Transaction, userId: string, lines: StoredLine[]) {
  await change(trx, linesOf(trx, userId, lines).delete('user_id'))
}

export async function reserveLines(
  trx: Knex.Transaction,
  userId: string,
  lines: StoredLine[],
  orderId: string,
) {
  await change(trx, linesOf(trx, userId, lines).update({ reserved_by: orderId }, 'user_id'))
}

/** Hands back whose lines they were, if there were any. So does the next one. */
export async function freeReserved(trx: Knex.Transaction, orderId: string) {
  return change(trx, linesOfOrder(trx, orderId).update({ reserved_by: null }, 'user_id'))
}

export async function deleteReserved(trx: Knex.Transaction, orderId: string) {
  return change(trx, linesOfOrder(trx, orderId).delete('user_id'))
}

/** Changes lines of one customer, if there are any, and then locks the customer: also where the cart is empty, so that there
 *  is no row to lock. `group by`, because the customer comes after all of the lines, not between them. */
async function change(
  trx: Knex.Transaction,
  lines: Knex.QueryBuilder,
): Promise<string | undefined> {
  const [row]: { user_id: string }[] = await trx
    .with('changed', lines)
    .select('user_id', trx.raw('pg_advisory_xact_lock(hashtextextended(user_id::text, 0))'))
    .from('changed')
    .groupBy('user_id')
  return row?.user_id
}

type ToldRow = { now: Date; touched_at: Date | null; items: CartItem[] }
type CartItem = { productId: string; quantity: number; isLocked: boolean }

/** All that others may hear of a cart. `touchedAt`: when the customer last put something in; null where it is empty. */
export async function findTold(trx: Knex.Transaction, userId: string) {
  const { rows } = await trx.raw<{ rows: [ToldRow] }>(
    `select clock_timestamp() as now, max(updated_at) as touched_at,
       coalesce(json_agg(json_build_object('productId', product_id, 'quantity', quantity,
         'isLocked', reserved_by is not null)), '[]') as items
     from cart_lines where user_id = ?`,
    [userId],
  )
  const [{ now, touched_at: touchedAt, items }] = rows
  return { now, touchedAt, items }
}

const linesOf = (trx: Knex.Transaction, userId: string, lines: StoredLine[]) => {
  const ids = lines.map(({ productId }) => productId)
  return trx<LineRow>('cart_lines')
    .where({ user_id: userId })
    .whereRaw('product_id = any(?)', [ids])
}

/** All of them are locked before the first one is changed. */
const linesOfOrder = (trx: Knex.Transaction, orderId: string) =>
  trx<LineRow>('cart_lines')
    .with('locked', (lines) =>
      lines
        .select('product_id')
        .from('cart_lines')
        .where({ reserved_by: orderId })
        .orderBy('product_id')
        .forUpdate(),
    )
    .where({ reserved_by: orderId })
    .whereRaw('product_id = any(array(select product_id from locked))')

const toLine = (row: LineRow): StoredLine => ({
  productId: row.product_id,
  quantity: row.quantity,
  reservedBy: row.reserved_by,
})
