// SQL about orders: locking and reading. How they are written down, and come to their end, stands elsewhere.
import type { Knex } from 'knex'
import type { FailureReason, Order, OrderLine, OrderStatus } from '../../contracts/order-api.ts'
import { AppError } from '../../shared/errors.ts'

export type OrderRow = {
  id: string
  user_id: string
  status: OrderStatus
  failure_reason: FailureReason | null
  total_cents: number
  currency: string
  placed_at: Date
  updated_at: Date
  settle_at: Date | Knex.Raw | null
}
export type LineRow = {
  order_id: string
  product_id: string
  name: string
  quantity: number
  unit_price_cents: number
}
export async function getOrder(db: Knex, userId: string, id: string): Promise<Order> {
  const row = await db<OrderRow>('orders').where({ id, user_id: userId }).first()
  if (!row) throw new AppError('not_found', `no order ${id}`)
  const [order] = await withLines(db, [row])
  return order!
}

// Outside a transaction the lock would be gone at once, so the type asks for one.
export async function lockOrder(
  trx: Knex.Transaction,
  id: string,
  owner: { user_id?: string } = {},
): Promise<OrderRow> {
  const row = await trx<OrderRow>('orders')
    .where({ id, ...owner })
    .forUpdate()
    .first()
  if (!row) throw new AppError('not_found', `no order ${id}`)
  return row
}

/** Newest first; ids are UUIDv7, so they grow with time. `before`: the last id of the page before. */
export async function listOrders(db: Knex, userId: string, limit: number, before?: string) {
  const query = db<OrderRow>('orders').where({ user_id: userId }).orderBy('id', 'desc').limit(limit)
  if (before) void query.where('id', '<', before)
  return withLines(db, await query)
}

async function withLines(db: Knex, rows: OrderRow[]): Promise<Order[]> {
  const ids = rows.map(({ id }) => id)
  const lines = await db<LineRow>('order_lines')
    .whereIn('order_id', ids)
    .orderBy(['name', 'product_id'])
  return rows.map((row) =>
    toOrder(
      row,
      lines.filter((line) => line.order_id === row.id),
    ),
  )
}

const toOrder = (row: OrderRow, lines: LineRow[]): Order => ({
  id: row.id,
  status: row.status,
  // Nobody is told before the order has failed.
  failureReason: row.status === 'failed' ? row.failure_reason : null,
  items: lines.map(toLine),
  totalCents: row.total_cents,
  currency: row.currency,
  placedAt: row.placed_at.toISOString(),
  updatedAt: row.updated_at.toISOString(),
})

const toLine = (row: LineRow): OrderLine => ({
  productId: row.product_id,
  name: row.name,
  quantity: row.quantity,
  unitPriceCents: row.unit_price_cents,
  lineTotalCents: row.unit_price_cents * row.quantity,
})
