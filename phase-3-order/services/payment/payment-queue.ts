// SQL of the charges that nobody knows the end of yet: which are due, who has them for now, and how they end. One whose
// refund was asked for is none of them any more.
import type { Knex } from 'knex'
import type { NewPayment, PaymentStatus } from '../../contracts/payment-api.ts'
import { writeMessage } from '../../shared/message-parts.ts'
import type { NewMessage, Written } from '../../shared/outbox.ts'
import { part, together } from '../../shared/together.ts'

/** `attempts` counts the one that whoever has it is about to make. */
export type DueCharge = NewPayment & { attempts: number }

const columns = [
  'order_id as orderId',
  'amount_cents as amountCents',
  'currency',
  'payment_method as paymentMethod',
  'attempts',
]

/** Takes due charges for `leaseMs`. Whoever dies with one gives it back by not coming back. */
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
  return db('payments')
    .whereIn('order_id', due)
    .update({ due_at: inMs(db, leaseMs), attempts: db.raw('attempts + 1') })
    .returning(columns)
}

/** Writes a payment down as if its charge had been claimed already. Undefined, and nothing changed, if there is a row for
 *  the order: its charge is somebody else's. */
export async function insertClaimed(
  db: Knex,
  payment: NewPayment,
  leaseMs: number,
): Promise<DueCharge | undefined> {
  const row = {
    order_id: payment.orderId,
    amount_cents: payment.amountCents,
    currency: payment.currency,
    payment_method: payment.paymentMethod,
    status: 'created',
    due_at: inMs(db, leaseMs),
    attempts: 1,
  }
  const insert = db('payments').insert(row).onConflict('order_id')
  const inserted: DueCharge[] = await insert.ignore().returning(columns)
  return inserted[0]
}

export async function postponeCharge(db: Knex, orderId: string, ms: number): Promise<void> {
  await openCharges(db)
    .where({ order_id: orderId })
    .update({ due_at: inMs(db, ms) })
}

/** The charge ends and the message is written, in one statement, or neither: undefined when it had an end already, or its
 *  refund was asked for: that one says how it ends then. */
export async function endCharge(
  db: Knex,
  orderId: string,
  status: PaymentStatus,
  message: NewMessage,
): Promise<Written | undefined> {
  const ended = part`
    update payments set status = ${status}, updated_at = now()
    where order_id = ${orderId} and status = 'created' and refund_asked_at is null
    returning order_id`
  const told = writeMessage(part`ended`, message)
  const rows = await together<Written>(db, { ended, told }, 'select id, "isFirst" from told')
  return rows[0]
}

// One row has all of it, so an update that had to wait for another one looks at the right thing afterwards.
const openCharges = (db: Knex) =>
  db('payments').where({ status: 'created' }).whereNull('refund_asked_at')

const inMs = (db: Knex, ms: number) =>
  db.raw(`clock_timestamp() + ? * interval '1 millisecond'`, [ms])
