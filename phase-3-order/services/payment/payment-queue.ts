// SQL of the charges that nobody knows the end of yet: which are due, who has them for now, and how they end. One whose
// refund was asked for is none of them any more.
import type { Knex } from 'knex'
import type { PaymentStatus } from '../../contracts/payment-api.ts'

export type DueCharge = { orderId: string; attempts: number }

/** Takes due charges for `leaseMs`. Whoever dies with one gives it back by not coming back. `attempts` counts this one. */
export async function claimCharges(
  db: Knex,
  { leaseMs, limit }: { leaseMs: number; limit: number },
): Promise<DueCharge[]> {
  const due = openCharges(db)
    .select('order_id')
    .where('due_at', '<=', db.raw('clock_timestamp()'))
    .orderBy('due_at')
    .limit(limit)
    .forUpdate()
    .skipLocked() // another replica takes other charges
  const rows: { order_id: string; attempts: number }[] = await db('payments')
    .whereIn('order_id', due)
    .update({ due_at: inMs(db, leaseMs), attempts: db.raw('attempts + 1') })
    .returning(['order_id', 'attempts'])
  return rows.map(({ order_id: orderId, attempts }) => ({ orderId, attempts }))
}

export async function postponeCharge(db: Knex, orderId: string, ms: number): Promise<void> {
  await openCharges(db)
    .where({ order_id: orderId })
    .update({ due_at: inMs(db, ms) })
}

/** False when it had an end already, or its refund was asked for: that one says how it ends then. */
export async function endCharge(
  trx: Knex.Transaction,
  orderId: string,
  status: PaymentStatus,
): Promise<boolean> {
  const ended = await openCharges(trx)
    .where({ order_id: orderId })
    .update({ status, updated_at: trx.fn.now() })
  return ended > 0
}

// One row has all of it, so an update that had to wait for another one looks at the right thing afterwards.
const openCharges = (db: Knex) =>
  db('payments').where({ status: 'created' }).whereNull('refund_asked_at')

const inMs = (db: Knex, ms: number) =>
  db.raw(`clock_timestamp() + ? * interval '1 millisecond'`, [ms])
