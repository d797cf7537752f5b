// All SQL about cart lines. Whoever changes more than one has locked them in the order of their products,
// so a customer who empties the cart and a checkout that ends queue up instead of waiting for each other.
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

export async function lockReserved(trx: Knex.Transaction, orderId: string): Promise<void> {
  const lines = trx<LineRow>('cart_lines').where({ reserved_by: orderId }).orderBy('product_id')
  await lines.forUpdate()
}

/** Adds the line or sets its quantity. False where it is under checkout: then nothing has changed. */
export async function upsertLine(db: Knex, userId: string, { productId, quantity }: NewLine) {
  const changed = await db<LineRow>('cart_lines')
    .insert({ user_id: userId, product_id: productId, quantity })
    .onConflict(['user_id', 'product_id'])
    .merge({ quantity, updated_at: db.fn.now() })
    .whereNull('cart_lines.reserved_by')
    .returning('product_id')
  return changed.length > 0
}

export async function deleteLines(trx: Knex.Transaction, userId: string, lines: StoredLine[]) {
  await linesOf(trx, userId, lines).delete()
}

export async function reserveLines(
  trx: Knex.Transaction,
  userId: string,
  lines: StoredLine[],
  orderId: string,
) {
  await linesOf(trx, userId, lines).update({ reserved_by: orderId })
}

/** Hands back whose lines they were, if there were any. So does the next one. */
export async function freeReserved(trx: Knex.Transaction, orderId: string) {
  const lines = trx<LineRow>('cart_lines').where({ reserved_by: orderId })
  const [row] = await lines.update({ reserved_by: null }).returning('user_id')
  return row?.user_id
}

export async function deleteReserved(trx: Knex.Transaction, orderId: string) {
  const lines = trx<LineRow>('cart_lines').where({ reserved_by: orderId })
  const [row] = await lines.delete().returning('user_id')
  return row?.user_id
}

/** Until the end of the transaction. Also where the cart is empty, so that there is no row to lock. */
export async function lockCustomer(trx: Knex.Transaction, userId: string): Promise<void> {
  await trx.raw('select pg_advisory_xact_lock(hashtextextended(?, 0))', [userId])
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

const linesOf = (trx: Knex.Transaction, userId: string, lines: StoredLine[]) =>
  trx<LineRow>('cart_lines')
    .where({ user_id: userId })
    .whereIn(
      'product_id',
      lines.map(({ productId }) => productId),
    )

const toLine = (row: LineRow): StoredLine => ({
  productId: row.product_id,
  quantity: row.quantity,
  reservedBy: row.reserved_by,
})
