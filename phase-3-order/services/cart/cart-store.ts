// All SQL about cart lines, but for what commands do with them. Whoever changes more than one locks them first, in the
// order of their products, so a customer who empties the cart and a checkout that ends queue up instead of waiting for
// each other. Who has changed a cart has it alone from then on, until the transaction ends.
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

/** Changes lines of one customer, if there are any, and then takes the cart. */
async function change(
  trx: Knex.Transaction,
  lines: Knex.QueryBuilder,
): Promise<string | undefined> {
  const statement = `with changed as (?) ${takeCart('changed')}`
  const { rows } = await trx.raw<{ rows: { user_id: string }[] }>(statement, [lines])
  return rows[0]?.user_id
}

/** Whoever else wants the cart waits for the end of the transaction. `group by`, because the cart comes after all of the
 *  lines, not between them. */
export const takeCart = (from: string) => `
  insert into carts (user_id) select user_id from ${from} group by user_id
  on conflict (user_id) do update set version = carts.version + 1
  returning user_id`

const linesOf = (trx: Knex.Transaction, userId: string, lines: StoredLine[]) => {
  const ids = lines.map(({ productId }) => productId)
  return trx<LineRow>('cart_lines')
    .where({ user_id: userId })
    .whereRaw('product_id = any(?)', [ids])
}

const toLine = (row: LineRow): StoredLine => ({
  productId: row.product_id,
  quantity: row.quantity,
  reservedBy: row.reserved_by,
})
