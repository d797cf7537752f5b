// The worker: charges what was promised, with any number of replicas, whoever is slow or fails.
import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import { pino } from 'pino'
import type { NewPayment, PaymentMethod } from '../../../contracts/payment-api.ts'
import { makeDue } from '../../../../scripts/faults/time.ts'
import { until } from '../../../../scripts/until.ts'
import { makeCharge, settleCharge } from '../payment-answers.ts'
import { makeProvider } from '../payment-provider.ts'
import { mostAtOnce, startPaymentWorker } from '../payment-worker.ts'
import { givenPayments, type GivenPayments } from './given-payment.ts'

const log = pino({ level: 'silent' })
const leaseMs = 60_000
type Deps = Parameters<typeof startPaymentWorker>[0]

describe('the payment worker', () => {
  let shop: GivenPayments
  let chargeAsUsual: Deps['charge']
  before(async () => {
    shop = await givenPayments()
    const provider = makeProvider({ url: shop.provider.url, timeoutMs: 10_000 })
    chargeAsUsual = makeCharge({ db: shop.db, provider })
  })
  after(() => shop.close())
  afterEach(() => shop.provider.calm())

  async function promise(paymentMethod: PaymentMethod = 'pm_card_visa') {
    const orderId = shop.orderId()
    await shop.payments.createPayment({
      orderId,
      amountCents: 1_999,
      currency: 'EUR',
      paymentMethod,
    })
    return orderId
  }
  const promises = (many: number) => Promise.all(Array.from({ length: many }, () => promise()))

  /** One that charges as the service does; whom it tells is nobody's business here. */
  const startWorker = (change: Partial<Deps> = {}) =>
    startPaymentWorker({
      db: shop.db,
      charge: chargeAsUsual,
      tell: async () => {},
      leaseMs,
      log,
      ...change,
    })

  /** As if the card processor had answered at once. */
  const settle = ({ orderId }: NewPayment) => settleCharge(shop.db, orderId, 'captured')
  const statusOf = (orderId: string) => shop.payments.getPayment(orderId)
  const becomes = (orderId: string, status: string) =>
    until(
      `it is ${status}`,
      () => statusOf(orderId),
      (now) => now === status,
    )
  const capturedCents = async (orderId: string) =>
    (await shop.provider.ledger()).find(({ key }) => key === orderId)?.capturedCents
  /** As if the time had passed that somebody has a charge for, or waits to try again. */
  const letTimePass = () => shop.db.raw(makeDue('payments', 'order_id'))

  it('charges what is there when it starts, and what comes later when it is woken', async () => {
    const early = await promise()
    await using worker = startWorker()
    await becomes(early, 'captured')
    const late = await promise()
    await worker.wake()
    await becomes(late, 'captured')
    assert.deepEqual([await capturedCents(early), await capturedCents(late)], [1_999, 1_999])
    assert.deepEqual(await shop.toldOf(early), ['payment.confirmed'])
  })

  it('finds by itself what another process was woken for', async () => {
    const worker = startWorker()
    const orderId = await promise('pm_card_declined')
    await becomes(orderId, 'declined')
    await worker[Symbol.asyncDispose]()
    assert.deepEqual(await shop.toldOf(orderId), ['payment.failed'])
  })

  it('asks again, with the same key, until the card processor has answered', async () => {
    await shop.provider.behave({ failNext: 1, loseNext: 1 })
    await using worker = startWorker()
    const all = [await promise('pm_card_flaky'), await promise('pm_card_slow'), await promise()]
    await worker.wake()
    for (const orderId of all) {
      await becomes(orderId, 'captured')
      assert.equal(await capturedCents(orderId), 1_999)
      assert.deepEqual(await shop.toldOf(orderId), ['payment.confirmed'])
    }
  })

  it('waits longer after each failure', async () => {
    const orderId = await promise()
    const pauses: number[] = []
    const charge = async () => {
      throw new Error('not now')
    }
    for (let attempt = 1; attempt <= 8; attempt++) {
      await letTimePass()
      const worker = startWorker({ charge })
      await worker.wake()
      await worker[Symbol.asyncDispose]()
      const row = await shop.db('payments').where({ order_id: orderId }).first()
      const { attempts, due_at: dueAt } = row as { attempts: number; due_at: Date }
      assert.equal(attempts, attempt)
      pauses.push(dueAt.getTime() - Date.now())
    }
    assert.ok(pauses[0]! < 200 && pauses[7]! > 1_500 && pauses[7]! <= 5_000, String(pauses))
    await shop.payments.refundPayment(orderId)
  })

  it('charges many at once, and holds nothing of the database while they wait', async () => {
    const all = await promises(mostAtOnce + 10)
    let [waiting, most] = [0, 0]
    const go = Promise.withResolvers<void>()
    const charge = async (due: NewPayment) => {
      waiting += 1
      most = Math.max(most, waiting)
      await go.promise
      waiting -= 1
      return settle(due)
    }
    await using worker = startWorker({ charge })
    await until(
      'all that it can do at once wait',
      async () => waiting,
      (now) => now === mostAtOnce,
    )
    await worker.wake()
    const { pool } = shop.db.client as { pool: { numUsed(): number } }
    await until(
      'no connection is in use',
      async () => pool.numUsed(),
      (used) => used === 0,
    )
    go.resolve()
    for (const orderId of all) await becomes(orderId, 'captured')
    assert.equal(most, mostAtOnce)
  })

  it('shares the work with its replicas: each charge is asked for once, and told once', async () => {
    const asked: string[] = []
    const charge = (due: NewPayment) => {
      asked.push(due.orderId)
      return settle(due)
    }
    await using one = startWorker({ charge })
    await using other = startWorker({ charge })
    const all = await Promise.all(
      Array.from({ length: 30 }, async () => {
        const orderId = await promise()
        await Promise.all([one.wake(), other.wake()])
        return orderId
      }),
    )
    for (const orderId of all) await becomes(orderId, 'captured')
    assert.deepEqual(asked.toSorted(), all.toSorted())
    for (const orderId of all) assert.deepEqual(await shop.toldOf(orderId), ['payment.confirmed'])
  })

  it('leaves a charge to its replica for as long as that may take, and no longer', async () => {
    const orderId = await promise()
    const go = Promise.withResolvers<undefined>()
    const hung = startWorker({ charge: () => go.promise })
    await hung.wake()
    const asked: string[] = []
    const charge = (due: NewPayment) => {
      asked.push(due.orderId)
      return settle(due)
    }
    await using other = startWorker({ charge })
    await other.wake()
    assert.deepEqual(asked, [])
    const stopped = hung[Symbol.asyncDispose]() // or it would take its own charge once more
    await hung.wake()
    await letTimePass()
    await other.wake()
    await becomes(orderId, 'captured')
    go.resolve(undefined)
    await stopped
    assert.deepEqual(asked, [orderId])
  })

  it('never charges what somebody wants back', async () => {
    const orderId = await promise()
    await shop.payments.refundPayment(orderId)
    const asked: string[] = []
    await using worker = startWorker({
      async charge(due) {
        asked.push(due.orderId)
        return undefined
      },
    })
    await letTimePass()
    await worker.wake()
    assert.deepEqual(asked, [])
    assert.equal(await statusOf(orderId), 'voided')
  })

  it('finishes what it has begun when it is told to stop, and begins nothing more', async () => {
    const orderId = await promise()
    const go = Promise.withResolvers<void>()
    const worker = startWorker({ charge: (due) => go.promise.then(() => settle(due)) })
    await worker.wake()
    const stopped = worker[Symbol.asyncDispose]()
    const later = await promise()
    await worker.wake()
    go.resolve()
    await stopped
    assert.deepEqual([await statusOf(orderId), await statusOf(later)], ['captured', 'created'])
    await shop.payments.refundPayment(later)
  })

  it('goes on while nobody takes what it has to tell', async () => {
    const all = await promises(mostAtOnce + 5)
    const stopping = new AbortController()
    const tell = () => sleep(60_000, undefined, { signal: stopping.signal }).catch(() => {})
    await using worker = startWorker({ charge: settle, tell })
    await worker.wake()
    try {
      for (const orderId of all) await becomes(orderId, 'captured')
    } finally {
      stopping.abort()
    }
  })
})
