// The card processor's HTTP API, as we use it. Its answer is checked like any other input.
import { z } from 'zod'
import type { NewPayment } from '../../contracts/payment-api.ts'
import { AppError } from '../../shared/errors.ts'
import { makePoster } from '../../shared/post-json.ts'
import { requestId } from '../../shared/request-id.ts'

const chargeAnswer = z.object({ status: z.enum(['captured', 'declined', 'voided']) })
const refundAnswer = z.object({ status: z.enum(['refunded', 'voided']) })

export type PaymentProvider = ReturnType<typeof makeProvider>

/** Errors of both calls: unavailable when there was no answer, a late one or a senseless one.
 *  The money may have moved all the same: only asking again with the same key can tell. */
export function makeProvider({ url, timeoutMs }: { url: string; timeoutMs: number }) {
  const postJson = makePoster({ url, timeoutMs })

  async function post<Answer>(path: string, key: string, body: object, answer: z.ZodType<Answer>) {
    try {
      const headers = { 'idempotency-key': key, 'x-request-id': requestId() ?? key }
      return answer.parse(await postJson(path, headers, body))
    } catch (error) {
      throw new AppError('unavailable', 'the card processor did not answer', { cause: error })
    }
  }

  return {
    charge: ({ orderId, amountCents, currency, paymentMethod }: NewPayment) =>
      post('/charges', orderId, { amountCents, currency, paymentMethod }, chargeAnswer),
    refund: ({ orderId, amountCents }: NewPayment) =>
      post('/refunds', orderId, { chargeKey: orderId, amountCents }, refundAnswer),
  }
}
