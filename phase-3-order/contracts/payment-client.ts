// payment-service for those who call it. What becomes of a charge it tells by itself: see messages.ts.
import type { Registry } from 'prom-client'
import { connectGrpc } from '../shared/grpc-client.ts'
import type { NewPayment, PaymentStatus } from './payment-api.ts'
import { paymentService, readStatus } from './payment-proto.ts'

/** All of them may be asked again. */
export type PaymentClient = {
  /** A promise to charge the card soon: payment.confirmed or payment.failed tells how that ended, and whoever has missed it
   *  has it from here too, as the status by now. After a refund nothing is charged, whichever came first.
   *  Errors: conflict `payment_differs` when another amount or card was promised for the order. */
  createPayment(payment: NewPayment): Promise<PaymentStatus>
  /** Errors: not_found when the order has no payment. */
  getPayment(orderId: string): Promise<PaymentStatus>
  /** Gives back what was captured, or makes sure that nothing will ever be. Harmless for an order without a payment.
   *  From its beginning on nobody is told any more that the payment is confirmed.
   *  Errors: unavailable when the card processor did not answer. */
  refundPayment(orderId: string): Promise<PaymentStatus>
}

type Options = { address: string; registry: Registry; timeoutMs?: number }

/** Errors: also unavailable, and then nobody knows whether it was done, so ask again. */
export function makePaymentClient(options: Options): PaymentClient & Disposable {
  const payments = connectGrpc(paymentService, {
    ...options,
    // All of them: they only read, or they are known by their order when they come twice.
    idempotent: ['CreatePayment', 'GetPayment', 'RefundPayment'],
  })

  return {
    async createPayment({ orderId, amountCents, currency, paymentMethod }) {
      const request = { orderId, amountCents, currency, paymentMethod }
      return readStatus((await payments.call('CreatePayment', request)).status)
    },

    async getPayment(orderId) {
      return readStatus((await payments.call('GetPayment', { orderId })).status)
    },

    async refundPayment(orderId) {
      return readStatus((await payments.call('RefundPayment', { orderId })).status)
    },

    [Symbol.dispose]: () => payments[Symbol.dispose](),
  }
}
