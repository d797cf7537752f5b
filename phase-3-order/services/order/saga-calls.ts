// The effects of a saga that are calls: what to ask whom, and which reply the answer is. Each is idempotent by order.
import type { Knex } from 'knex'
import type { PaymentStatus } from '../../contracts/payment-api.ts'
import type { PaymentClient } from '../../contracts/payment-client.ts'
import type { ProductClient } from '../../contracts/product-client.ts'
import { getFacts, getPayable } from './order-facts.ts'
import type { Call, Reply } from './saga-steps.ts'

/** Resolves with undefined when it is too early to tell. Errors: unavailable, and then it may have been done. */
export type Calls = Record<Call, (orderId: string) => Promise<Reply | undefined>>
type Deps = { db: Knex; products: ProductClient; payments: PaymentClient }

/** The same as payment-service tells by its events. */
export const paid: Record<PaymentStatus, Reply> = {
  created: 'payment.created',
  captured: 'payment.confirmed',
  declined: 'payment.failed',
  refunded: 'payment.failed',
  voided: 'payment.failed',
}

export const makeCalls = ({ db, products, payments }: Deps): Calls => ({
  async HoldStock(orderId) {
    const { items } = await getFacts(db, orderId)
    const { isHeld } = await products.holdStock(orderId, items)
    return isHeld ? 'stock.held' : 'stock.short'
  },

  async ReleaseStock(orderId) {
    await products.releaseStock(orderId)
    return 'stock.released'
  },

  CreatePayment: async (orderId) =>
    paid[await payments.createPayment(await getPayable(db, orderId))],

  async GetPayment(orderId) {
    const status = await payments.getPayment(orderId)
    return status === 'created' ? undefined : paid[status]
  },

  async RefundPayment(orderId) {
    await payments.refundPayment(orderId)
    return 'payment.refunded'
  },
})
