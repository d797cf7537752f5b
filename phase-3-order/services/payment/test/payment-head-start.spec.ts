// Who takes a promise charges it at once, and it is that one's alone for as long as a charge may take: whoever asks again,
// and every replica, leaves it alone.
import assert from 'node:assert/strict'
import { pino } from 'pino'
import type { NewPayment } from '../../../contracts/payment-api.ts'
import { makeDue } from '../../../../scripts/faults/time.ts'
import { until } from '../../../../scripts/until.ts'
import { makePayment } from '../payment.ts'
import { makeCharge, settleCharge } from '../payment-answers.ts'
import { insertClaimed } from '../payment-queue.ts'
import { makeProvider, type PaymentProvider } from '../payment-provider.ts'
import { makePaymentRequests } from '../payment-requests.ts'
import { mostAtOnce, startPaymentWorker } from '../payment-worker.ts'
import { givenPayments, type GivenPayments } from './given-payment.ts'

const log = pino({ level: 'silent' })
const leaseMs = 60_000

describe('a payment that is promised', () => {
  let shop: GivenPayments
  let provider: PaymentProvider
  let opened: AsyncDisposableStack
  let ending: PromiseWithResolvers<void>
  before(async () => {
    shop = await givenPayments()
    provider = makeProvider({ url: shop.provider.url, timeoutMs: 10_000 })
  })
  after(() => shop.close())
  beforeEach(() => {
    opened = new AsyncDisposableStack()
    ending = Promise.withResolvers()
  })
  afterEach(() => {
    ending.resolve()
    return opened.disposeAsync()
  })

  /** One of the processes. `asked` are the orders that it has asked the card processor to charge. */
  function replica(charge = makeCharge({ db: shop.db, provider })) {
    const asked: string[] = []
    const worker = startPaymentWorker({
      db: shop.db,
      charge(due) {
        asked.push(due.orderId)
        return charge(due)
      },
      tell: async () => {},
      leaseMs,
      log,
    })
    opened.use(worker)
    const payments = makePayment({ db: shop.db, provider })
    return { ...makePaymentRequests({ db: shop.db, payments, worker }), worker, asked }
  }

  /** A card processor that does not answer before it is told to, or the spec is over. */
  function slowly() {
    const { promise, resolve } = Promise.withResolvers<void>()
    async function charge({ orderId }: NewPayment) {
      await Promise.race([promise, ending.promise])
      return settleCharge(shop.db, orderId, 'captured')
    }
    return { charge, answer: resolve }
  }

  const payment = (): NewPayment => {
    const orderId = shop.orderId()
    return { orderId, amountCents: 1_999, currency: 'EUR', paymentMethod: 'pm_card_visa' }
  }
  const rowOf = async ({ orderId }: NewPayment) =>
    (await shop.db('payments').where({ order_id: orderId }).first()) as {
      attempts: number
      due_at: Date
      status: string
    }
  const becomes = (promised: NewPayment, status: string) =>
    until(
      `it is ${status}`,
      () => rowOf(promised),
      (row) => row.status === status,
    )

  it('is charged at once, and nobody else has it meanwhile', async () => {
    const { charge, answer } = slowly()
    const [mine, other] = [replica(charge), replica()]
    const promised = payment()
    assert.equal(await mine.createPayment(promised), 'created')
    assert.deepEqual(mine.asked, [promised.orderId])
    const { attempts, due_at: dueAt } = await rowOf(promised)
    const leftMs = dueAt.getTime() - Date.now()
    assert.equal(attempts, 1)
    assert.ok(leftMs > leaseMs - 5_000 && leftMs <= leaseMs + 1_000, String(leftMs))
    await Promise.all([mine.worker.wake(), other.worker.wake()])
    answer()
    await becomes(promised, 'captured')
    assert.deepEqual([mine.asked, other.asked], [[promised.orderId], []])
    assert.deepEqual(await shop.toldOf(promised.orderId), ['payment.confirmed'])
  })

  it('is charged once when it is asked for again meanwhile, here or elsewhere', async () => {
    const { charge, answer } = slowly()
    const [mine, other] = [replica(charge), replica()]
    const promised = payment()
    await mine.createPayment(promised)
    const before = await rowOf(promised)
    const again = await Promise.all([mine, other].map((one) => one.createPayment(promised)))
    assert.deepEqual(again, ['created', 'created'])
    await Promise.all([mine.worker.wake(), other.worker.wake()])
    assert.deepEqual(await rowOf(promised), before) // nor is its lease any shorter, or longer
    answer()
    await becomes(promised, 'captured')
    assert.equal(await other.createPayment(promised), 'captured')
    assert.deepEqual([mine.asked, other.asked], [[promised.orderId], []])
  })

  it('is charged by one of those who are asked at the same moment', async () => {
    const { charge, answer } = slowly()
    const all = [replica(charge), replica(charge)]
    const promised = payment()
    const asks = [...all, ...all, ...all].map((one) => one.createPayment(promised))
    assert.deepEqual(await Promise.all(asks), Array(6).fill('created'))
    await Promise.all(all.map(({ worker }) => worker.wake()))
    answer()
    await becomes(promised, 'captured')
    assert.deepEqual(
      all.flatMap(({ asked }) => asked),
      [promised.orderId],
    )
  })

  it('is charged by somebody else when the time of a dead one is over', async () => {
    const promised = payment()
    await insertClaimed(shop.db, promised, leaseMs) // and then it died
    const mine = replica()
    await shop.db.raw(makeDue('payments', 'order_id'))
    await mine.worker.wake()
    await becomes(promised, 'captured')
    assert.deepEqual(mine.asked, [promised.orderId])
    assert.equal((await rowOf(promised)).attempts, 2)
  })

  it('is tried again soon when its first charge fails', async () => {
    await shop.provider.behave({ failNext: 1 })
    const mine = replica()
    const promised = payment()
    await mine.createPayment(promised)
    await becomes(promised, 'captured')
    assert.equal((await rowOf(promised)).attempts, 2)
  })

  it('is left to whoever is free first when all are busy', async () => {
    const { charge, answer } = slowly()
    const mine = replica(charge)
    const all = Array.from({ length: mostAtOnce }, payment)
    await Promise.all(all.map((one) => mine.createPayment(one)))
    const last = payment()
    assert.equal(await mine.createPayment(last), 'created')
    assert.equal((await rowOf(last)).attempts, 0)
    assert.equal(mine.asked.length, mostAtOnce)
    const other = replica()
    await becomes(last, 'captured')
    assert.deepEqual(other.asked, [last.orderId])
    answer()
  })

  it('gives the place back that it does not need', async () => {
    const mine = replica()
    const promised = payment()
    await mine.createPayment(promised)
    await becomes(promised, 'captured')
    const again = Array.from({ length: mostAtOnce * 2 }, () => mine.createPayment(promised))
    assert.deepEqual(new Set(await Promise.all(again)), new Set(['captured']))
    const next = payment()
    await mine.createPayment(next)
    assert.deepEqual(mine.asked, [promised.orderId, next.orderId])
  })

  it('is not charged when its refund came first', async () => {
    const mine = replica()
    const promised = payment()
    assert.equal(await mine.refundPayment(promised.orderId), 'voided')
    assert.equal(await mine.createPayment(promised), 'voided')
    await mine.worker.wake()
    assert.deepEqual(mine.asked, [])
  })

  it('is paid back, and nobody hears of it, when its refund comes while it is charged', async () => {
    const { charge, answer } = slowly()
    const mine = replica(charge)
    const promised = payment()
    await mine.createPayment(promised)
    assert.equal(await mine.refundPayment(promised.orderId), 'voided')
    answer()
    await opened.disposeAsync() // until all that it has begun is over
    assert.equal((await rowOf(promised)).status, 'voided')
    assert.deepEqual(await shop.toldOf(promised.orderId), [])
  })

  it('is charged to the end by one who is told to stop, and takes nothing more then', async () => {
    const { charge, answer } = slowly()
    const mine = replica(charge)
    const promised = payment()
    await mine.createPayment(promised)
    const stopped = mine.worker[Symbol.asyncDispose]()
    await mine.worker.wake() // until what it was looking for before has been found
    const later = payment()
    assert.equal(await mine.createPayment(later), 'created')
    answer()
    await stopped
    assert.deepEqual(
      [(await rowOf(promised)).status, (await rowOf(later)).status],
      ['captured', 'created'],
    )
    assert.equal((await rowOf(later)).attempts, 0)
    assert.equal(await mine.refundPayment(later.orderId), 'voided')
  })
})
