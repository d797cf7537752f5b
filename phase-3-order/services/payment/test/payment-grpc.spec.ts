// The gRPC edge of payments: what it refuses, and what a caller hears when something is wrong.
import assert from 'node:assert/strict'
import { status } from '@grpc/grpc-js'
import { Registry } from 'prom-client'
import { v7 as uuidv7 } from 'uuid'
import type { NewPayment } from '../../../contracts/payment-api.ts'
import { makePaymentClient, type PaymentClient } from '../../../contracts/payment-client.ts'
import { paymentService } from '../../../contracts/payment-proto.ts'
import type { AppError } from '../../../shared/errors.ts'
import { connectGrpc } from '../../../shared/grpc-client.ts'
import { connectRaw } from '../../../shared/test/grpc-raw.ts'
import { givenPayments, type GivenPayments } from './given-payment.ts'

type Ask = (client: PaymentClient) => Promise<unknown>

describe('payments, asked by other services', () => {
  let shop: GivenPayments
  before(async () => (shop = await givenPayments()))
  after(() => shop.close())

  const orderId = uuidv7()
  const good: NewPayment = {
    orderId,
    amountCents: 1_999,
    currency: 'EUR',
    paymentMethod: 'pm_card_visa',
  }
  const create =
    (change: Record<string, unknown>): Ask =>
    (client) =>
      client.createPayment({ ...good, ...change })
  const nothing = { orderId: '', amountCents: 0, currency: '', paymentMethod: '' }

  const refused: Record<string, [Ask, string[]]> = {
    'a payment of nothing, for nothing': [create(nothing), Object.keys(nothing)],
    'a payment for no order': [create({ orderId: '' }), ['orderId']],
    'a payment for what is no order': [create({ orderId: `${orderId} ` }), ['orderId']],
    'a payment of no money': [create({ amountCents: 0 }), ['amountCents']],
    'a payment of less than no money': [create({ amountCents: -1 }), ['amountCents']],
    'a payment of more than can be counted': [create({ amountCents: 2 ** 53 }), ['amountCents']],
    'a payment in no currency': [create({ currency: '' }), ['currency']],
    'a payment in what is no currency': [create({ currency: 'euro' }), ['currency']],
    'a payment with no card': [create({ paymentMethod: '' }), ['paymentMethod']],
    'a payment with a card nobody knows': [create({ paymentMethod: 'gold' }), ['paymentMethod']],
    'a look at the payment of no order': [(client) => client.getPayment('42'), ['orderId']],
    'a refund of no order': [(client) => client.refundPayment(''), ['orderId']],
    'a refund of what is no order': [(client) => client.refundPayment(`{${orderId}}`), ['orderId']],
  }
  for (const [what, [ask, fields]] of Object.entries(refused)) {
    it(`refuse ${what}, and name what is wrong`, async () => {
      await assert.rejects(ask(shop.payments), (error: AppError) => {
        assert.deepEqual([error.kind, error.code], ['invalid', 'invalid_request'])
        assert.deepEqual(
          error.errors?.map(({ path }) => path),
          fields,
        )
        assert.equal((error.cause as { code: status }).code, status.INVALID_ARGUMENT)
        return true
      })
    })
  }

  it('remember nothing of what they refused', async () => {
    await assert.rejects(shop.payments.getPayment(orderId), { kind: 'not_found' })
    const rows = await shop.db('payments')
    assert.deepEqual(rows, [])
  })

  it('refuse what is no message at all, and go on', async () => {
    using raw = connectRaw(shop.address)
    const { path } = paymentService.CreatePayment
    const { code } = await raw.send(path, Buffer.from([0x0a, 0xff, 0xff]))
    assert.equal(code, status.INVALID_ARGUMENT)
    assert.equal(await shop.payments.refundPayment(uuidv7()), 'voided')
  })

  it('know an order by its id in upper case', async () => {
    const small = uuidv7()
    const large = small.toUpperCase()
    assert.equal(await shop.payments.createPayment({ ...good, orderId: large }), 'created')
    assert.equal(await shop.payments.getPayment(small), 'created')
    assert.equal(await shop.payments.refundPayment(large), 'voided')
    assert.equal(await shop.charge(small), 'voided')
  })

  it('have amounts to the last cent', async () => {
    const large = { ...good, orderId: uuidv7(), amountCents: Number.MAX_SAFE_INTEGER }
    await shop.payments.createPayment(large)
    using raw = connectGrpc(paymentService, { address: shop.address, registry: new Registry() })
    const { amountCents } = await raw.call('GetPayment', { orderId: large.orderId })
    assert.equal(amountCents, String(Number.MAX_SAFE_INTEGER))
  })

  it('say that nobody knows when the card processor does not answer a refund', async () => {
    const promised = { ...good, orderId: uuidv7() }
    await shop.payments.createPayment(promised)
    await shop.charge(promised.orderId)
    await shop.provider.behave({ down: true })
    const refund = () => shop.payments.refundPayment(promised.orderId)
    await assert.rejects(refund(), { kind: 'unavailable', code: 'unavailable' })
    await shop.provider.calm()
    assert.equal(await refund(), 'refunded')
  })

  it('are unavailable when nobody listens', async () => {
    using nobody = makePaymentClient({ address: 'localhost:1', registry: new Registry() })
    const asks: Ask[] = [
      create({}),
      (client) => client.getPayment(orderId),
      (client) => client.refundPayment(orderId),
    ]
    for (const ask of asks) await assert.rejects(ask(nobody), { kind: 'unavailable' })
  })
})
