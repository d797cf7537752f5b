// What the card processor decides. Pure: no clock, no database, no HTTP.
export type ChargeStatus = 'running' | 'captured' | 'declined' | 'voided'

/** The test tokens, and how a charge with each of them begins. */
export const firstStatus = {
  pm_card_visa: 'captured',
  pm_card_declined: 'declined',
  pm_card_slow: 'running', // captured when its time has come
  pm_card_flaky: 'running', // captured by the second attempt
} as const satisfies Record<string, ChargeStatus>

export type PaymentMethod = keyof typeof firstStatus
export const paymentMethods = Object.keys(firstStatus) as PaymentMethod[]

type Attempt = { paymentMethod: PaymentMethod; status: ChargeStatus; attempts: number }

/** pm_card_flaky, first attempt: an error, and nothing is captured. */
export const isFailing = ({ paymentMethod, status, attempts }: Attempt) =>
  paymentMethod === 'pm_card_flaky' && status === 'running' && attempts === 1

/** pm_card_flaky, second attempt: the money is captured and the answer gets lost. */
export const isLosingAnswer = ({ paymentMethod, status, attempts }: Attempt) =>
  paymentMethod === 'pm_card_flaky' && status === 'captured' && attempts === 2

/** Whether so much can be given back. A charge that captured nothing gives nothing back, whatever is asked. */
export const canRefund = (money: { capturedCents: number; refundedCents: number }, cents: number) =>
  money.capturedCents === 0 || money.refundedCents + cents <= money.capturedCents

/** How the ledger calls a charge: refunded when all of it went back. */
export const ledgerStatus = (
  status: ChargeStatus,
  { capturedCents, refundedCents }: { capturedCents: number; refundedCents: number },
): ChargeStatus | 'refunded' =>
  status === 'captured' && refundedCents === capturedCents ? 'refunded' : status
