// All SQL about payments. `db` is the pool or a transaction: the caller decides.
import type { Knex } from 'knex'
import type { NewPayment, PaymentMethod, PaymentStatus } from '../../contracts/payment-api.ts'
import { AppError } from '../../shared/errors.ts'

export type Payment = NewPayment & { status: PaymentStatus }
type PaymentRow = {
  order_id: string
  amount_cents: number
  currency: string
  payment_method: PaymentMethod
  status: PaymentStatus
}

export async function insertPayment(db: Knex, payment: NewPayment) {
  const row: PaymentRow = {
    order_id: payment.orderId,
    amount_cents: payment.amountCents,
    currency: payment.currency,
    payment_method: payment.paymentMethod,
    status: 'created',
  }
  const insert = db<PaymentRow>('payments').insert(row).onConflict('order_id')
  await insert.ignore()
}

export async function getPayment(db: Knex, orderId: string): Promise<Payment> {
  const payments = db<PaymentRow>('payments').where({ order_id: orderId })
  const row = await payments.first()
  if (!row) throw new AppError('not_found', `no payment for order ${orderId}`)
  return toPayment(row)
}

/** Moves the payment only from one of the statuses `from`: a late answer changes nothing, and has a false. */
export async function updateStatus(
  db: Knex,
  orderId: string,
  { from, to }: { from: PaymentStatus[]; to: PaymentStatus },
): Promise<boolean> {
  const changed = await db<PaymentRow>('payments')
    .where({ order_id: orderId })
    .whereIn('status', from)
    .update({ status: to, updated_at: db.fn.now() } as Partial<PaymentRow>)
  return changed > 0
}

const toPayment = (row: PaymentRow): Payment => ({
  orderId: row.order_id,
  amountCents: row.amount_cents,
  currency: row.currency,
  paymentMethod: row.payment_method,
  status: row.status,
})
