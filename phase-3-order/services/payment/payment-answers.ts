// What the others hear of a charge, written in one transaction with what makes it true.
import type { Knex } from 'knex'
import { insertAnswer } from '../../contracts/message-outbox.ts'
import { endCharge } from './payment-queue.ts'

const answers = {
  captured: 'payment.confirmed',
  declined: 'payment.failed',
  voided: 'payment.failed',
} as const

/** What the card processor has answered. Changes nothing, and tells nobody, if that is known or its refund has begun:
 *  then the money is on its way back, and whoever wants it back does not wait for it. Hands back whether it was news. */
export async function settleCharge(
  db: Knex,
  orderId: string,
  status: keyof typeof answers,
): Promise<boolean> {
  return db.transaction(async (trx) => {
    const isNews = await endCharge(trx, orderId, status)
    if (isNews) await insertAnswer(trx, answers[status], { orderId })
    return isNews
  })
}
