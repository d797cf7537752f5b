// Builds a PaymentApi over a clean database and a real card processor. The one file that knows how it is wired.
import { v7 as uuidv7 } from 'uuid'
import { givenDatabase } from '../../../test/given-database.ts'
import { givenProvider } from '../../../test/given-provider.ts'
import { payments as table } from '../migrations/001-payments.ts'
import { makePayment } from '../payment.ts'
import { makeProvider } from '../payment-provider.ts'

/** The one is longer than any charge takes, even on a busy machine; the other is over before a slow card is charged. */
const [patientMs, hastyMs] = [10_000, 400]

export type GivenPayments = Awaited<ReturnType<typeof givenPayments>>

export async function givenPayments({ slowMs = 2 * hastyMs } = {}) {
  const { db, close: closeDatabase } = await givenDatabase([table])
  const provider = await givenProvider({ slowMs })
  const paymentsWithin = (timeoutMs: number) =>
    makePayment({ db, provider: makeProvider({ url: provider.url, timeoutMs }) })
  return {
    payments: paymentsWithin(patientMs),
    hasty: paymentsWithin(hastyMs),
    provider,
    orderId: () => uuidv7(),
    async close() {
      await provider.close()
      await closeDatabase()
    },
  }
}
