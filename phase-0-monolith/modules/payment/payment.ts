// Payments. The order's id is the key of its charge and of its refund, so both happen at most once.
import type { Knex } from 'knex'
import type { PaymentApi } from '../../contracts/payment-api.ts'
import type { PaymentProvider } from './payment-provider.ts'
import { getPayment, insertPayment, updateStatus } from './payment-store.ts'

export function makePayment({ db, provider }: { db: Knex; provider: PaymentProvider }): PaymentApi {
  return {
    async createPayment(payment) {
      await insertPayment(db, payment)
    },

    // No transaction is open while the processor thinks. If we die before the status is written,
    // the next try gets the same answer for the same key.
    async chargePayment(orderId) {
      const payment = await getPayment(db, orderId)
      if (payment.status !== 'created') return payment.status
      const { status } = await provider.charge(payment)
      const isNews = await updateStatus(db, orderId, { from: ['created'], to: status })
      return isNews ? status : (await getPayment(db, orderId)).status
    },

    async refundPayment(orderId) {
      const payment = await getPayment(db, orderId)
      if (payment.status !== 'created' && payment.status !== 'captured') return payment.status
      const { status } = await provider.refund(payment)
      const isNews = await updateStatus(db, orderId, { from: ['created', 'captured'], to: status })
      return isNews ? status : (await getPayment(db, orderId)).status
    },
  }
}
