// What the payment module promises: at most one payment per order, charged once, refunded once.
export type PaymentStatus = 'created' | 'captured' | 'declined' | 'refunded' | 'voided'

export const paymentMethods = [
  'pm_card_visa',
  'pm_card_declined',
  'pm_card_slow',
  'pm_card_flaky',
] as const
export type PaymentMethod = (typeof paymentMethods)[number]

export type NewPayment = {
  orderId: string
  amountCents: number
  currency: string
  paymentMethod: PaymentMethod
}

export type PaymentApi = {
  /** Writes down what is to be charged; no money moves. Idempotent by order. */
  createPayment(payment: NewPayment): Promise<void>
  /** Charges the card with the order as the key, so that asking again is safe.
   *  Errors: unavailable when the processor did not answer: then nobody knows, ask again. */
  chargePayment(orderId: string): Promise<PaymentStatus>
  /** Gives back what was captured, or makes sure that nothing will ever be. Idempotent.
   *  Errors: unavailable, as above. */
  refundPayment(orderId: string): Promise<PaymentStatus>
}
