// SQL of refunds that were asked for, and of those that came before their payment: their row is voided, and has no amount
// until the payment comes.
import type { Knex } from 'knex'
import type { PaymentStatus } from '../../contracts/payment-api.ts'

/** From here on nothing more is charged, and nobody is told that something was. Hands back the status as it is. */
export async function askRefund(db: Knex, orderId: string): Promise<PaymentStatus> {
  const { rows } = await db.raw<{ rows: [{ status: PaymentStatus }] }>(
    `insert into payments (order_id, status, refund_asked_at)
     values (?, 'voided', clock_timestamp())
     on conflict (order_id) do update
       set refund_asked_at = coalesce(payments.refund_asked_at, excluded.refund_asked_at)
     returning status`,
    [orderId],
  )
  return rows[0].status
}

/** What a payment changes of the row that is there already. Without an amount that is of its refund, which came first:
 *  now it is known what will never be charged. */
export const nameVoided = (db: Knex) => {
  const column = (name: string) => db.raw('coalesce(payments.??, excluded.??)', [name, name])
  return {
    amount_cents: column('amount_cents'),
    currency: column('currency'),
    payment_method: column('payment_method'),
  }
}
