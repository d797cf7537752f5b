// SQL about orders: writing, locking, reading. order-queue.ts has the SQL of settling.
import type { Knex } from 'knex'
import type {
  FailureReason,
  Order,
  OrderEventType,
  OrderLine,
  OrderStatus,
  TimelineEntry,
} from '../../contracts/order-api.ts'
import { AppError } from '../../shared/errors.ts'
import { leaseMs } from './order-rules.ts'

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
  reserved_at: Date | null
  held_at: Date | null
}
type LineRow = {
  order_id: string
  product_id: string
  name: string
  quantity: number
  unit_price_cents: number
}
type HistoryRow = { order_id: string; at: Date; type: OrderEventType; detail: string }
export type NewOrder = Pick<
  Order,
  'id' | 'status' | 'failureReason' | 'totalCents' | 'currency'
> & {
  userId: string
  items: OrderLine[]
}

export async function insertOrder(trx: Knex.Transaction, order: NewOrder) {
  await trx<OrderRow>('orders').insert({
    id: order.id,
    user_id: order.userId,
    status: order.status,
    failure_reason: order.failureReason,
    total_cents: order.totalCents,
    currency: order.currency,
    settle_at: settleAt(trx, order.status),
  })
  await trx<LineRow>('order_lines').insert(
    order.items.map((line) => ({
      order_id: order.id,
      product_id: line.productId,
      name: line.name,
      quantity: line.quantity,
      unit_price_cents: line.unitPriceCents,
    })),
  )
}

/** Hands back when it happened. */
export async function insertHistory(
  trx: Knex.Transaction,
  orderId: string,
  type: OrderEventType,
  detail: string,
): Promise<Date> {
  const [row] = await trx<HistoryRow>('order_history')
    .insert({ order_id: orderId, type, detail })
    .returning('at')
  return row!.at
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

export async function updateOrder(
  trx: Knex.Transaction,
  id: string,
  status: OrderStatus,
  failureReason: FailureReason | null,
) {
  await trx('orders')
    .where({ id })
    .update({
      status,
      failure_reason: failureReason,
      updated_at: trx.fn.now(),
      settle_at: settleAt(trx, status),
      settle_attempts: 0,
    })
}

/** Only while the order may still be completed; and it stays with whoever got so far for another lease. */
export async function markDone(db: Knex, id: string, effect: 'reserved_at' | 'held_at') {
  await db('orders')
    .where({ id, status: 'pending', failure_reason: null })
    .update({ [effect]: db.fn.now(), settle_at: inMs(db, leaseMs), settle_attempts: 0 })
}

export async function listLines(db: Knex, orderId: string): Promise<OrderLine[]> {
  const rows = await db<LineRow>('order_lines').where({ order_id: orderId })
  return rows.map(toLine)
}

/** Newest first; ids are UUIDv7, so they grow with time. `before`: the last id of the page before. */
export async function listOrders(db: Knex, userId: string, limit: number, before?: string) {
  const query = db<OrderRow>('orders').where({ user_id: userId }).orderBy('id', 'desc').limit(limit)
  if (before) void query.where('id', '<', before)
  return withLines(db, await query)
}

export async function listHistory(db: Knex, orderId: string): Promise<TimelineEntry[]> {
  const rows = await db<HistoryRow>('order_history').where({ order_id: orderId }).orderBy('id')
  return rows.map(({ at, type, detail }) => ({ at: at.toISOString(), type, detail }))
}

export const inMs = (db: Knex, ms: number): Knex.Raw =>
  db.raw(`clock_timestamp() + ? * interval '1 millisecond'`, [ms])

// Whoever writes a status goes on with the order; for a lease no sweeper takes it. A final one is nobody's.
const settleAt = (trx: Knex.Transaction, status: OrderStatus) =>
  status === 'pending' || status === 'cancelling' ? inMs(trx, leaseMs) : null

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
  // Written down while the order is still being undone, told when that is over.
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
