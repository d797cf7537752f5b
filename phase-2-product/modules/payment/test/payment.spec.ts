// Payments through their contract, against a card processor that is slow, fails and loses answers.
import assert from 'node:assert/strict'
import type { PaymentMethod } from '../../../contracts/payment-api.ts'
import { until } from '../../../../scripts/until.ts'
import { givenPayments, type GivenPayments } from './given-payment.ts'

describe('payments', () => {
  let shop: GivenPayments
  before(async () => (shop = await givenPayments()))
  after(() => shop.close())
  afterEach(() => shop.provider.calm())

  async function create(paymentMethod: PaymentMethod = 'pm_card_visa') {
    const orderId = shop.orderId()
    const payment = { orderId, amountCents: 1_999, currency: 'EUR', paymentMethod }
    await shop.payments.createPayment(payment)
    await shop.payments.createPayment(payment)
    return orderId
  }
  const charge = (orderId: string) => shop.payments.chargePayment(orderId)
  const refund = (orderId: string) => shop.payments.refundPayment(orderId)
  const ledgerOf = async (orderId: string) =>
    (await shop.provider.ledger()).find(({ key }) => key === orderId)

  it('moves no money before the charge', async () => {
    assert.equal(await ledgerOf(await create()), undefined)
  })

  it('charges once, however often and at once it is asked', async () => {
    const orderId = await create()
    const statuses = await Promise.all([charge(orderId), charge(orderId), charge(orderId)])
    assert.deepEqual(statuses, ['captured', 'captured', 'captured'])
    assert.equal((await ledgerOf(orderId))?.capturedCents, 1_999)
  })

  it('tells when the card is declined, and has nothing to refund then', async () => {
    const orderId = await create('pm_card_declined')
    assert.equal(await charge(orderId), 'declined')
    assert.equal(await refund(orderId), 'declined')
    assert.equal((await ledgerOf(orderId))?.capturedCents, 0)
  })

  it('does not guess when no answer comes in time: asked again, it knows', async () => {
    const orderId = await create('pm_card_slow')
    await assert.rejects(shop.hasty.chargePayment(orderId), { kind: 'unavailable' })
    const askAgain = () => charge(orderId).catch((error: Error) => error.message)
    await until('the charge is captured', askAgain, (status) => status === 'captured')
    assert.equal((await ledgerOf(orderId))?.capturedCents, 1_999)
  })

  it('gets through to a processor that fails twice, and is charged once', async () => {
    const orderId = await create('pm_card_flaky')
    await assert.rejects(charge(orderId), { kind: 'unavailable' })
    await assert.rejects(charge(orderId), { kind: 'unavailable' })
    assert.equal(await charge(orderId), 'captured')
    assert.equal((await ledgerOf(orderId))?.capturedCents, 1_999)
  })

  it('refunds once, however often and at once it is asked', async () => {
    const orderId = await create()
    await charge(orderId)
    const statuses = await Promise.all([refund(orderId), refund(orderId), refund(orderId)])
    assert.deepEqual(statuses, ['refunded', 'refunded', 'refunded'])
    assert.equal((await ledgerOf(orderId))?.refundedCents, 1_999)
  })

  it('captures nothing after a refund that overtook its charge', async () => {
    const orderId = await create()
    assert.equal(await refund(orderId), 'voided')
    assert.equal(await charge(orderId), 'voided')
    assert.equal((await ledgerOf(orderId))?.capturedCents, 0)
  })

  it('refunds what was captured although its answer was lost', async () => {
    const orderId = await create()
    await shop.provider.behave({ loseNext: 1 })
    await assert.rejects(charge(orderId), { kind: 'unavailable' })
    assert.equal(await refund(orderId), 'refunded')
    assert.equal((await ledgerOf(orderId))?.refundedCents, 1_999)
  })
})
