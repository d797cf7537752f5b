// SQL of the settling queue: which unfinished orders are due, and who has them for now.
import type { Knex } from 'knex'
import { AppError } from '../../shared/errors.ts'
import { inMs } from './order-lease.ts'
import { backoffMs, leaseMs as usualLeaseMs, type Settling } from './order-rules.ts'
import type { OrderRow } from './order-store.ts'

export async function getSettling(db: Knex, id: string): Promise<Settling> {
  const row = await db<OrderRow>('orders').where({ id }).first()
  if (!row) throw new AppError('not_found', `no order ${id}`)
  return {
    id,
    userId: row.user_id,
    status: row.status,
    failureReason: row.failure_reason,
    isReserved: row.reserved_at !== null,
    isHeld: row.held_at !== null,
    placedAtMs: row.placed_at.getTime(),
  }
}

/** Takes due orders for `leaseMs`. Whoever dies with one gives it back by not coming back. */
export async function claimDue(db: Knex, leaseMs: number, limit: number): Promise<string[]> {
  const due = db('orders')
    .select('id')
    .where('settle_at', '<=', db.raw('clock_timestamp()'))
    .orderBy('settle_at')
    .limit(limit)
    .forUpdate()
    .skipLocked() // another replica takes other orders
  const rows: { id: string }[] = await db('orders')
    .whereIn('id', due)
    .update({ settle_at: inMs(db, leaseMs) })
    .returning('id')
  return rows.map(({ id }) => id)
}

/** After a try that could not finish: due again a little later each time. */
export async function postpone(db: Knex, id: string): Promise<void> {
  await db.transaction(async (trx) => {
    const row = await trx('orders').where({ id }).whereNotNull('settle_at').forUpdate().first()
    if (!row) return
    const { settle_attempts: attempts } = row as { settle_attempts: number }
    await trx('orders')
      .where({ id })
      .update({ settle_at: inMs(trx, backoffMs(attempts)), settle_attempts: attempts + 1 })
  })
}

/** Only while the order may still be completed; and it stays with whoever got so far for another lease. */
export async function markDone(db: Knex, id: string, effect: 'reserved_at' | 'held_at') {
  await db('orders')
    .where({ id, status: 'pending', failure_reason: null })
    .update({ [effect]: db.fn.now(), settle_at: inMs(db, usualLeaseMs), settle_attempts: 0 })
}
