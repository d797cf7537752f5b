// What other services may ask. A payment is promised here and charged by payment-worker.ts; the order is the key of all
// of it, so everything may be asked again, and in any order.
import type { Knex } from 'knex'
import type { NewPayment, PaymentApi } from '../../contracts/payment-api.ts'
import type { PaymentClient } from '../../contracts/payment-client.ts'
import { AppError } from '../../shared/errors.ts'
import { insertClaimed } from './payment-queue.ts'
import { getPayment, insertPayment, type Payment } from './payment-store.ts'
import type { PaymentWorker } from './payment-worker.ts'
import { askRefund } from './refund-store.ts'

type Deps = {
  db: Knex
  payments: Pick<PaymentApi, 'refundPayment'>
  worker: Pick<PaymentWorker, 'takePlace' | 'wake'>
}

/** The promises of payment-client.ts. Its caller sees the status only, the wire more. */
export type PaymentRequests = Pick<PaymentClient, 'createPayment' | 'refundPayment'> & {
  getPayment(orderId: string): Promise<Payment>
}

export const makePaymentRequests = ({ db, payments, worker }: Deps): PaymentRequests => ({
  async createPayment(payment) {
    if (await beginToCharge(db, worker, payment)) return 'created'
    const known = await insertPayment(db, payment)
    if (!isSame(known, payment)) throw differs(payment.orderId)
    if (known.status === 'created') void worker.wake()
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

/** Who takes a promise keeps it at once, so nobody has to look for it. False if that is left to the worker: all its places
 *  are taken, or somebody has asked for the payment or its refund before. */
async function beginToCharge(db: Knex, worker: Deps['worker'], payment: NewPayment) {
  using place = worker.takePlace()
  const mine = place && (await insertClaimed(db, payment, place.leaseMs))
  if (mine) place.charge(mine)
  return mine !== undefined
}

const isSame = (one: NewPayment, other: NewPayment) =>
  one.amountCents === other.amountCents &&
  one.currency === other.currency &&
  one.paymentMethod === other.paymentMethod

const differs = (orderId: string) =>
  new AppError('conflict', `another amount or card was promised for order ${orderId}`, {
    code: 'payment_differs',
  })
