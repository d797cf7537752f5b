// The process dies on any line: before every effect of a charge, in turn, which is after the one before it, whose answer
// nobody has heard, and whether it has taken the promise itself or found it. Effects are statements, what is asked of the card processor, and what is published.
import assert from 'node:assert/strict'
import type { Knex } from 'knex'
import { pino } from 'pino'
import { makeDue } from '../../../../scripts/faults/time.ts'
import { makeMessageRelay } from '../../../contracts/message-outbox.ts'
import type { NewPayment, PaymentMethod } from '../../../contracts/payment-api.ts'
import { eventExchange } from '../../../contracts/queues.ts'
import { relayNew, relayOnce } from '../../../shared/relay.ts'
import { makeDoom, openDoomedDatabase } from '../../../test/given-doom.ts'
import { makePayment } from '../payment.ts'
import { makeCharge } from '../payment-answers.ts'
import { makeProvider } from '../payment-provider.ts'
import { makePaymentRequests } from '../payment-requests.ts'
import { startPaymentWorker } from '../payment-worker.ts'
import { givenPayments, type GivenPayments } from './given-payment.ts'

const log = pino({ level: 'silent' })
const fewest = 5 // effects of a charge: fewer were counted only if something is not seen

type Effect = <Result>(effect: () => Promise<Result>) => Promise<Result>
type Told = { id: string; type: string; data: { orderId: string } }

describe('a payment-service that is killed', () => {
  let shop: GivenPayments
  let told: Told[] = []
  before(async () => (shop = await givenPayments()))
  after(() => shop.close())

  /** All that it does for what is due, or for what it is just asked for, and each effect of that by way of `run`. */
  async function work(db: Knex, run: Effect, asked?: NewPayment) {
    const { charge, refund } = makeProvider({ url: shop.provider.url, timeoutMs: 10_000 })
    const provider = { charge: ((payment) => run(() => charge(payment))) as typeof charge, refund }
    const publish = ({ body }: { body: string | Buffer }) =>
      run(async () => void told.push(JSON.parse(String(body)) as Told))
    const rabbit = { publish, async check() {}, async [Symbol.asyncDispose]() {} }
    const relay = makeMessageRelay({ db, exchange: eventExchange, rabbit, log })
    const worker = startPaymentWorker({
      db,
      charge: makeCharge({ db, provider }),
      tell: (news) => relayNew(relay, news),
      leaseMs: 60_000,
      log,
    })
    const requests = makePaymentRequests({ db, payments: makePayment({ db, provider }), worker })
    if (asked) await requests.createPayment(asked).catch(() => {}) // whoever has asked hears nothing
    else await worker.wake()
    await worker[Symbol.asyncDispose]()
    return relay
  }

  async function workUntilKilled(at: number, asked?: NewPayment): Promise<boolean> {
    const doom = makeDoom(at, 'before')
    const doomed = openDoomedDatabase(shop.url, doom)
    await work(doomed.db, doom.run, asked)
    await doomed.bury()
    return doom.isDead()
  }

  /** The time has passed that the dead one had for itself, and another one is there. */
  async function goOn() {
    await shop.db.raw(makeDue('payments', 'order_id'))
    const relay = await work(shop.db, (effect) => effect())
    await shop.db.raw(makeDue('outbox'))
    await relayOnce(relay)
  }

  type Die = (promised: NewPayment, at: number) => Promise<boolean>
  const found: Die = async (promised, at) => {
    await shop.payments.createPayment(promised)
    return workUntilKilled(at)
  }
  const asked: Die = async (promised, at) => {
    const wasKilled = await workUntilKilled(at, promised)
    await shop.payments.createPayment(promised) // whoever heard nothing asks again
    return wasKilled
  }

  async function dieEverywhere(
    paymentMethod: PaymentMethod,
    check: (orderId: string, at: number) => Promise<void>,
  ) {
    for (const die of [found, asked]) {
      for (let at = 1, wasKilled = true; wasKilled; at++) {
        told = []
        const orderId = shop.orderId()
        wasKilled = await die({ orderId, amountCents: 1_999, currency: 'EUR', paymentMethod }, at)
        assert.ok(wasKilled || at > fewest, `only ${at - 1} effects were seen`)
        await check(orderId, at)
      }
    }
  }
  const ledgerOf = async (orderId: string) =>
    (await shop.provider.ledger()).find(({ key }) => key === orderId)

  const cards = [
    { card: 'pm_card_visa', status: 'captured', type: 'payment.confirmed', cents: 1_999 },
    { card: 'pm_card_declined', status: 'declined', type: 'payment.failed', cents: 0 },
  ] as const
  for (const { card, status, type, cents } of cards) {
    it(`has each charge ${status} once by the next one, who tells ${type} (${card})`, () =>
      dieEverywhere(card, async (orderId, at) => {
        await goOn()
        assert.equal(await shop.payments.getPayment(orderId), status, `effect ${at}`)
        assert.equal((await ledgerOf(orderId))?.capturedCents, cents, `effect ${at}`)
        // Perhaps twice, and then it is the same message.
        const heard = new Set(told.map((one) => `${one.id} ${one.type} ${one.data.orderId}`))
        assert.equal(heard.size, 1, `effect ${at}: ${[...heard].join()}`)
        assert.ok([...heard][0]?.endsWith(`${type} ${orderId}`), `effect ${at}`)
        assert.deepEqual(await shop.toldOf(orderId), [], `effect ${at}: nothing is left`)
      })).timeout(60_000)
  }

  it('keeps nothing of what is refunded afterwards, and tells nothing more of it', () =>
    dieEverywhere('pm_card_visa', async (orderId, at) => {
      const status = await shop.payments.refundPayment(orderId)
      assert.ok(status === 'refunded' || status === 'voided', `effect ${at}: ${status}`)
      const written = new Set([...told.map(({ type }) => type), ...(await shop.toldOf(orderId))])
      await goOn()
      const entry = await ledgerOf(orderId)
      assert.equal(entry?.capturedCents, entry?.refundedCents, `effect ${at}`)
      assert.equal(await shop.payments.getPayment(orderId), status, `effect ${at}`)
      assert.deepEqual(new Set(told.map(({ type }) => type)), written, `effect ${at}`)
    })).timeout(60_000)
})
