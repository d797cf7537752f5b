// payment-service as a whole: two ports, its own database, and a broker and a card processor that come and go.
import assert from 'node:assert/strict'
import { until } from '../../../../scripts/until.ts'
import { givenProcess, type GivenProcess } from './given-payment-process.ts'

describe('payment-service', () => {
  let shop: GivenProcess
  before(async () => (shop = await givenProcess()))
  after(() => shop.close())
  afterEach(() => shop.provider.calm())

  const readiness = async () => (await shop.ops('/health/ready')).status
  const becomesReady = (status: number) =>
    until(`readiness is ${status}`, readiness, (now) => now === status)
  const isTold = (what: string) =>
    until(
      `${what} is told`,
      async () => shop.told,
      (told) => told.includes(what),
    )
  const ledgerOf = async (orderId: string) =>
    (await shop.provider.ledger()).find(({ key }) => key === orderId)

  it('charges what was promised and tells how that ended, without being asked again', async () => {
    await becomesReady(200)
    const [good, bad] = [await shop.promise(), await shop.promise('pm_card_declined')]
    await isTold(`payment.confirmed ${good}`)
    await isTold(`payment.failed ${bad}`)
    assert.equal((await ledgerOf(good))?.capturedCents, 1_999)
    assert.deepEqual(
      [await shop.client.getPayment(good), await shop.client.getPayment(bad)],
      ['captured', 'declined'],
    )
    assert.equal(await shop.client.refundPayment(good), 'refunded')
    assert.equal((await ledgerOf(good))?.refundedCents, 1_999)
  })

  it('takes promises while the card processor is away, and keeps them when it is back', async () => {
    await shop.provider.behave({ down: true })
    const orderId = await shop.promise()
    assert.equal(await readiness(), 200)
    assert.equal(await shop.client.getPayment(orderId), 'created')
    await shop.provider.calm()
    await isTold(`payment.confirmed ${orderId}`)
  })

  it('charges while RabbitMQ is away, and tells when it is back', async () => {
    shop.wire.cut()
    await becomesReady(503)
    assert.equal((await shop.ops('/health/live')).status, 200)
    const orderId = await shop.promise()
    const status = () => shop.client.getPayment(orderId)
    await until('it is charged', status, (now) => now === 'captured')
    assert.ok(!shop.told.includes(`payment.confirmed ${orderId}`))
    shop.wire.open()
    await becomesReady(200)
    await isTold(`payment.confirmed ${orderId}`)
  })

  it('is not ready while its database is gone, and recovers without being restarted', async () => {
    const orderId = await shop.promise()
    await shop.allowDatabase(false)
    await becomesReady(503)
    await assert.rejects(shop.client.getPayment(orderId), { kind: 'unavailable' })
    await assert.rejects(shop.promise(), { kind: 'unavailable' })
    assert.equal((await shop.ops('/health/live')).status, 200)
    await shop.allowDatabase(true)
    await becomesReady(200)
    await isTold(`payment.confirmed ${orderId}`)
  })

  it('has metrics of what is asked, and of what waits to be told', async () => {
    const wanted = [
      /^grpc_server_handled_seconds_count\{.*method="payment.v1.PaymentService\/CreatePayment".*code="OK".* [1-9]\d*$/m,
      /^outbox_pending\{destination="shop.events",service="payment-service"\} 0$/m,
      /^db_pool_used\{service="payment-service"\} 0$/m,
    ]
    const missing = async () => {
      const metrics = await (await shop.ops('/metrics')).text()
      return wanted.filter((series) => !series.test(metrics)).map(String)
    }
    await until('all are counted', missing, ({ length }) => length === 0)
  })

  it('finishes what it has begun when it is told to stop, takes nothing more, and is gone', async () => {
    await shop.provider.behave({ latencyMs: 300 })
    const orderId = await shop.promise()
    const attempts = async () => {
      const row = await shop.db('payments').where({ order_id: orderId }).first()
      return (row as { attempts: number }).attempts
    }
    await until('the worker has it', attempts, (tries) => tries === 1)
    await shop.stop()
    await isTold(`payment.confirmed ${orderId}`)
    await assert.rejects(shop.client.getPayment(orderId), { kind: 'unavailable' })
    await assert.rejects(shop.ops('/health/live'), /fetch failed/)
  })
})
