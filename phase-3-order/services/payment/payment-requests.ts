// What other services may ask. A payment is promised here and charged by payment-worker.ts; the order is the key of all
// of it, so everything may be asked again, and in any order.
import type { Knex } from 'knex'
import type { NewPayment, PaymentApi } from '../../contracts/payment-api.ts'
import type { PaymentClient } from '../../contracts/payment-client.ts'
import { AppError } from '../../shared/errors.ts'
import { getPayment, insertPayment, type Payment } from './payment-store.ts'
import { askRefund } from './refund-store.ts'

type Deps = {
  db: Knex
  payments: Pick<PaymentApi, 'refundPayment'>
  /** There is something to charge. */
  wake(): unknown
}

/** The promises of payment-client.ts. Its caller sees the status only, the wire more. */
export type PaymentRequests = Pick<PaymentClient, 'createPayment' | 'refundPayment'> & {
  getPayment(orderId: string): Promise<Payment>
}

export const makePaymentRequests = ({ db, payments, wake }: Deps): PaymentRequests => ({
  async createPayment(payment) {
    const { orderId } = payment
    const known = await insertPayment(db, payment)
    if (!isSame(known, payment)) throw differs(orderId)
    if (known.status === 'created') wake()
    return known.status
  },

  getPayment: (orderId) => getPayment(db, orderId),

  // Written down before the card processor hears of it: a charge that is answered meanwhile is no news for anybody.
  async refundPayment(orderId) {
    const status = await askRefund(db, orderId)
    const mayHaveMoney = status === 'created' || status === 'captured'
    return mayHaveMoney ? payments.refundPayment(orderId) : status
  },
})

const isSame = (one: NewPayment, other: NewPayment) =>
  one.amountCents === other.amountCents &&
  one.currency === other.currency &&
  one.paymentMethod === other.paymentMethod

const differs = (orderId: string) =>
  new AppError('conflict', `another amount or card was promised for order ${orderId}`, {
    code: 'payment_differs',
  })
