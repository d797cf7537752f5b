// What other services may ask about a payment, again and in any order. Nobody charges here unless the spec does.
import assert from 'node:assert/strict'
import type { NewPayment, PaymentMethod } from '../../../contracts/payment-api.ts'
import { paymentService } from '../../../contracts/payment-proto.ts'
import { connectGrpc } from '../../../shared/grpc-client.ts'
import { Registry } from 'prom-client'
import { settleCharge } from '../payment-answers.ts'
import { makeProvider } from '../payment-provider.ts'
import { givenPayments, type GivenPayments } from './given-payment.ts'

describe('what others ask about a payment', () => {
  let shop: GivenPayments
  before(async () => (shop = await givenPayments()))
  after(() => shop.close())

  const payment = (paymentMethod: PaymentMethod = 'pm_card_visa'): NewPayment => {
    return { orderId: shop.orderId(), amountCents: 1_999, currency: 'EUR', paymentMethod }
  }
  async function charged(paymentMethod: PaymentMethod) {
    const promised = payment(paymentMethod)
    await shop.payments.createPayment(promised)
    await shop.charge(promised.orderId)
    return promised
  }
  const ledgerOf = async (orderId: string) =>
    (await shop.provider.ledger()).find(({ key }) => key === orderId)

  it('has how far it is by now as its answer, whoever asks for it again', async () => {
    const promised = payment()
    const { orderId } = promised
    const asks = async () => [
      await shop.payments.createPayment(promised),
      await shop.payments.getPayment(orderId),
    ]
    assert.deepEqual(await asks(), ['created', 'created'])
    await shop.charge(orderId)
    assert.deepEqual(await asks(), ['captured', 'captured'])
    await shop.payments.refundPayment(orderId)
    assert.deepEqual(await asks(), ['refunded', 'refunded'])
    const declined = await charged('pm_card_declined')
    assert.equal(await shop.payments.createPayment(declined), 'declined')
  })

  it('has its amount as well, for those who know the wire', async () => {
    const { orderId } = await charged('pm_card_visa')
    using raw = connectGrpc(paymentService, { address: shop.address, registry: new Registry() })
    const status = 'PAYMENT_STATUS_CAPTURED'
    const answer = await raw.call('GetPayment', { orderId })
    assert.deepEqual(answer, { status, amountCents: '1999', currency: 'EUR' })
  })

  it('is told once, however often it is asked for and charged', async () => {
    const promised = await charged('pm_card_visa')
    await Promise.all([1, 2, 3].map(() => shop.charge(promised.orderId)))
    await shop.payments.createPayment(promised)
    assert.deepEqual(await shop.toldOf(promised.orderId), ['payment.confirmed'])
    const { orderId } = await charged('pm_card_declined')
    assert.deepEqual(await shop.toldOf(orderId), ['payment.failed'])
  })

  it('is told once when several have its answer at the same moment', async () => {
    const promised = payment()
    const { orderId } = promised
    await shop.payments.createPayment(promised)
    const settles = ['captured', 'declined', 'captured'] as const
    const news = await Promise.all(settles.map((status) => settleCharge(shop.db, orderId, status)))
    const [first, ...more] = news.filter((one) => one !== undefined)
    assert.deepEqual(more, [])
    assert.deepEqual([first?.key, first?.isFirst], [orderId, true])
    assert.deepEqual(await shop.toldOf(orderId), [first?.type])
  })

  it('has failed when the card processor has voided it without being asked by us', async () => {
    const promised = payment()
    const { orderId } = promised
    await shop.payments.createPayment(promised)
    await makeProvider({ url: shop.provider.url, timeoutMs: 10_000 }).refund(promised)
    assert.equal(await shop.charge(orderId), 'voided')
    assert.deepEqual(await shop.toldOf(orderId), ['payment.failed'])
  })

  const others: Record<string, Partial<NewPayment>> = {
    'another amount': { amountCents: 1_998 },
    'another currency': { currency: 'USD' },
    'another card': { paymentMethod: 'pm_card_slow' },
  }
  for (const [what, other] of Object.entries(others)) {
    it(`is not promised twice with ${what}`, async () => {
      const promised = payment()
      const { orderId } = promised
      await shop.payments.createPayment(promised)
      const again = shop.payments.createPayment({ ...promised, ...other })
      await assert.rejects(again, { kind: 'conflict', code: 'payment_differs' })
      await shop.charge(orderId)
      assert.equal((await ledgerOf(orderId))?.capturedCents, 1_999)
    })
  }

  it('is promised once, and charged once, when all ask at the same moment', async () => {
    const promised = payment()
    const many = Array.from({ length: 5 }, () => shop.payments.createPayment(promised))
    assert.deepEqual(await Promise.all(many), Array(5).fill('created'))
    const { orderId } = promised
    await Promise.all([1, 2].map(() => shop.charge(orderId)))
    assert.equal((await ledgerOf(orderId))?.capturedCents, 1_999)
  })

  it('is unknown until somebody has asked for it', async () => {
    const unknown = shop.payments.getPayment(shop.orderId())
    await assert.rejects(unknown, { kind: 'not_found', code: 'not_found' })
  })

  it('is refused when its refund came first, and nothing is ever charged', async () => {
    const promised = payment()
    const { orderId } = promised
    assert.equal(await shop.payments.refundPayment(orderId), 'voided')
    assert.equal(await shop.payments.refundPayment(orderId), 'voided')
    await assert.rejects(shop.payments.getPayment(orderId), { kind: 'not_found' })
    assert.equal(await shop.payments.createPayment(promised), 'voided')
    assert.equal(await shop.payments.createPayment(promised), 'voided')
    assert.equal(await shop.payments.getPayment(orderId), 'voided')
    const other = shop.payments.createPayment({ ...promised, amountCents: 1 })
    await assert.rejects(other, { code: 'payment_differs' })
    assert.equal(await shop.charge(orderId), 'voided')
    assert.equal(await ledgerOf(orderId), undefined)
    assert.deepEqual(await shop.toldOf(orderId), [])
  })

  it('keeps no money when it is asked for and refunded at the same moment', async () => {
    const all = Array.from({ length: 20 }, () => payment())
    await Promise.all(
      all.map(async (promised, at) => {
        const { orderId } = promised
        const create = () => shop.payments.createPayment(promised)
        const refund = () => shop.payments.refundPayment(orderId)
        await Promise.all(at % 2 ? [create(), refund()] : [refund(), create()])
        assert.equal(await shop.charge(orderId), 'voided')
      }),
    )
    const kept = (await shop.provider.ledger()).filter(({ key, capturedCents, refundedCents }) => {
      return all.some(({ orderId }) => orderId === key) && capturedCents !== refundedCents
    })
    assert.deepEqual(kept, [])
  })
})
