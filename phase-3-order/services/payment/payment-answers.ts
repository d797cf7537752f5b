// What the others hear of a charge, written in one statement with what makes it true.
import type { Knex } from 'knex'
import { newAnswer } from '../../contracts/message-outbox.ts'
import type { NewPayment } from '../../contracts/payment-api.ts'
import type { NewMessage, Written } from '../../shared/outbox.ts'
import type { PaymentProvider } from './payment-provider.ts'
import { endCharge } from './payment-queue.ts'

const answers = {
  captured: 'payment.confirmed',
  declined: 'payment.failed',
  voided: 'payment.failed',
} as const

/** What is written down and not told yet. */
export type News = NewMessage & Written

/** What the card processor has answered. Changes nothing, and tells nobody, if that is known or its refund has begun:
 *  then the money is on its way back, and whoever wants it back does not wait for it. Hands back what was news. */
export async function settleCharge(
  db: Knex,
  orderId: string,
  status: keyof typeof answers,
): Promise<News | undefined> {
  const answer = newAnswer(answers[status], { orderId })
  const written = await endCharge(db, orderId, status, answer)
  return written && { ...answer, ...written }
}

/** Charges what whoever calls it has just taken, so nothing has to be looked up. */
export const makeCharge =
  ({ db, provider }: { db: Knex; provider: PaymentProvider }) =>
  async (payment: NewPayment): Promise<News | undefined> => {
    const { status } = await provider.charge(payment)
    return settleCharge(db, payment.orderId, status)
  }
