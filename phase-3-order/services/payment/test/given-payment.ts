// Builds a PaymentApi over a clean database and a real card processor. The one file that knows how it is wired.
import { v7 as uuidv7 } from 'uuid'
import { givenDatabase } from '../../../test/given-database.ts'
import { givenProvider } from '../../../test/given-provider.ts'
import { payments as table } from '../migrations/001-payments.ts'
import { makePayment } from '../payment.ts'
import { makeProvider } from '../payment-provider.ts'
import { overGrpc } from './given-payment-wire.ts'

const timeoutMs = 400

export type GivenPayments = Awaited<ReturnType<typeof givenPayments>>

export async function givenPayments() {
  const { db, close: closeDatabase } = await givenDatabase([table])
  const provider = await givenProvider({ slowMs: 2 * timeoutMs })
  return overGrpc(db, {
    payments: makePayment({ db, provider: makeProvider({ url: provider.url, timeoutMs }) }),
    provider,
    orderId: () => uuidv7(),
    async close() {
      await provider.close()
      await closeDatabase()
    },
  })
}
