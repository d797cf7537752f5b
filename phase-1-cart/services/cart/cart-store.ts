// All SQL about cart lines. Whoever changes more than one locks them first, in the order of their products,
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

export async function freeReserved(trx: Knex.Transaction, orderId: string) {
  await linesOfOrder(trx, orderId).update({ reserved_by: null })
}

export async function deleteReserved(trx: Knex.Transaction, orderId: string) {
  await linesOfOrder(trx, orderId).delete()
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
