// A charge and the refund of the same order, in every order in which their steps may come, and with the death of either
// before any of its steps. Each has three: look what is written down, ask the card processor, write its answer down.
import assert from 'node:assert/strict'
import type { NewPayment, PaymentMethod } from '../../../contracts/payment-api.ts'
import { makePayment } from '../payment.ts'
import { makeProvider, type PaymentProvider } from '../payment-provider.ts'
import { claimCharges } from '../payment-queue.ts'
import { makePaymentRequests } from '../payment-requests.ts'
import { until } from '../../../../scripts/until.ts'
import { givenPayments, type GivenPayments } from './given-payment.ts'
import { idleWorker } from './given-payment-wire.ts'
import { orders, stepThrough } from './given-steps.ts'

/** Enough to see that the card processor thinks, and to ask for the refund meanwhile. */
const slowMs = 4_000
const most = 3
const [charging, refunding] = ['c', 'r'] as const
const steps = Array.from({ length: most }, (_, before) => before + 1)
/** Such as "rcrcr": both began, the refund asked the card processor, then the charge did and died, and the refund ended. */
const schedules = [
  refunding.repeat(most),
  ...steps.flatMap((charged) => orders(charged, most, charging, refunding)),
  ...steps.slice(0, -1).flatMap((refunded) => orders(most, refunded, charging, refunding)),
]

describe('a charge and its refund at the same time', () => {
  let shop: GivenPayments
  let provider: PaymentProvider
  before(async () => {
    shop = await givenPayments({ slowMs })
    provider = makeProvider({ url: shop.provider.url, timeoutMs: 10_000 })
  })
  after(() => shop.close())

  /** As in the service, but standing still before and after it asks the card processor. */
  function requests(pause: () => Promise<void>) {
    const around =
      <Answer>(ask: (payment: NewPayment) => Promise<Answer>) =>
      async (payment: NewPayment) => {
        await pause()
        const answer = await ask(payment)
        await pause()
        return answer
      }
    const slow = { charge: around(provider.charge), refund: around(provider.refund) }
    const payments = makePayment({ db: shop.db, provider: slow })
    return { ...payments, ...makePaymentRequests({ db: shop.db, payments, worker: idleWorker }) }
  }

  async function play(schedule: string, paymentMethod: PaymentMethod) {
    const orderId = shop.orderId()
    const promised = { orderId, amountCents: 1_999, currency: 'EUR', paymentMethod }
    await shop.payments.createPayment(promised)
    const charge = stepThrough((pause) => requests(pause).chargePayment(orderId))
    const refund = stepThrough((pause) => requests(pause).refundPayment(orderId))
    for (const step of schedule) await (step === charging ? charge() : refund())
    return orderId
  }

  /** Of what the card processor has kept money for. */
  async function keptOrders() {
    const entries = await shop.provider.ledger()
    return entries.filter(({ capturedCents, refundedCents }) => capturedCents !== refundedCents)
  }

  const isWrittenFirst = (schedule: string) => {
    const untilRefund = schedule.slice(0, schedule.indexOf(refunding))
    return untilRefund.length === most
  }

  const isWhole = (schedule: string) => schedule.length === 2 * most
  const cases = [
    {
      card: 'pm_card_visa',
      told: 'payment.confirmed',
      statuses: ['refunded', 'voided'],
      among: schedules,
    },
    {
      card: 'pm_card_declined',
      told: 'payment.failed',
      statuses: ['declined', 'voided'],
      among: schedules.filter(isWhole),
    },
  ] as const
  for (const { card, told, statuses, among } of cases) {
    it(`keep no money, and ${told} is told of no charge that is answered later (${card})`, async () => {
      for (const schedule of among) {
        const orderId = await play(schedule, card)
        const heard = isWrittenFirst(schedule) ? [told] : []
        assert.deepEqual(await shop.toldOf(orderId), heard, schedule)

        // Whoever has died is asked again: first a worker who still had the charge in hand, then the refund.
        const due = await claimCharges(shop.db, { leaseMs: 60_000, limit: 10 })
        assert.deepEqual(due, [], `${schedule}: nobody else takes the charge any more`)
        await shop.charge(orderId)
        const status = await shop.payments.refundPayment(orderId)
        assert.ok(
          statuses.some((one) => one === status),
          `${schedule}: ${status}`,
        )
        assert.equal(await shop.payments.getPayment(orderId), status, schedule)
        assert.deepEqual(await shop.toldOf(orderId), heard, schedule)
      }
      assert.deepEqual(await keptOrders(), [])
    }).timeout(60_000)
  }

  it('end at once when the card processor still thinks about the charge', async () => {
    const orderId = await play('', 'pm_card_slow')
    const charged = shop.charge(orderId)
    const ledgerOf = async () => (await shop.provider.ledger()).find(({ key }) => key === orderId)
    await until('it thinks', ledgerOf, (entry) => entry?.status === 'running')
    assert.equal(await shop.payments.refundPayment(orderId), 'voided')
    assert.equal(await charged, 'voided')
    assert.equal((await ledgerOf())?.capturedCents, 0)
    assert.deepEqual(await shop.toldOf(orderId), [])
  })

  it('come in every order that there is', () => {
    assert.equal(new Set(schedules).size, 1 + 4 + 10 + 20 + 4 + 10)
    assert.equal(schedules.filter(isWhole).length, 20)
  })
})
