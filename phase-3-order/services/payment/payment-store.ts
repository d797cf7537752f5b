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

export async function insertPayment(db: Knex, payment: NewPayment): Promise<void> {
  const row: PaymentRow = {
    order_id: payment.orderId,
    amount_cents: payment.amountCents,
    currency: payment.currency,
    payment_method: payment.paymentMethod,
    status: 'created',
  }
  await db<PaymentRow>('payments').insert(row).onConflict('order_id').ignore()
}

export async function getPayment(db: Knex, orderId: string): Promise<Payment> {
  const row = await db<PaymentRow>('payments')
    .where({ order_id: orderId })
    .whereNotNull('amount_cents') // else its refund came first
    .first()
  if (!row) throw new AppError('not_found', `no payment for order ${orderId}`)
  return {
    orderId: row.order_id,
    amountCents: row.amount_cents,
    currency: row.currency,
    paymentMethod: row.payment_method,
    status: row.status,
  }
}

/** Moves the payment only from one of the statuses `from`: a late answer changes nothing. */
export async function updateStatus(
  db: Knex,
  orderId: string,
  { from, to }: { from: PaymentStatus[]; to: PaymentStatus },
): Promise<void> {
  await db<PaymentRow>('payments')
    .where({ order_id: orderId })
    .whereIn('status', from)
    .update({ status: to, updated_at: db.fn.now() } as Partial<PaymentRow>)
}
