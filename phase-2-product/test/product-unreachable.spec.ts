// product-service cannot be reached for 18 seconds, while customers check out: at first it hangs, then it is gone. Nobody can
// buy, and nobody sees a cart either, because nobody knows what is in it: the services were taken apart, and fail
// together. Who checks out is asked to come back, and what was promised before is settled.
import assert from 'node:assert/strict'
import { makeAsker } from '../../scripts/caller.ts'
import { type Answer, keepAsking, timed } from '../../scripts/faults/answers.ts'
import { audit } from '../../scripts/faults/audit.ts'
import { gatherCrowd, type Crowd, type Customer } from '../../scripts/faults/crowd.ts'
import { openDoom } from '../../scripts/faults/doom.ts'
import { readMetric } from '../../scripts/faults/metrics.ts'
import type { Shop } from '../../scripts/shop.ts'
import { until } from '../../scripts/until.ts'
import { givenShop } from './given-shop.ts'
import { passTime } from './given-time.ts'

const outageMs = 18_000
const gatewayTimeoutMs = 8_000
/** Shorter than the outage: an order that waits for its stock is given up meanwhile. */
const deadlineMs = 8_000

describe('while product-service cannot be reached', function () {
  this.timeout(120_000)
  const opened = new AsyncDisposableStack()
  let shop: Shop
  let crowd: Crowd
  /** Their orders hold their stock, and wait for the card processor, when the catalogue goes away. */
  let early: Customer[]
  /** Their orders are promised, and do not know whether they hold anything. */
  let caught: Customer[]
  /** What the shop answers meanwhile. */
  let visits: Answer[]
  let catalogue: Answer[]
  let carts: Answer[]
  let checkouts: (Answer & { orders: number })[]

  before(async () => {
    const doom = opened.use(await openDoom())
    const env = {
      GATEWAY_TIMEOUT_MS: String(gatewayTimeoutMs),
      ORDER_DEADLINE_MS: String(deadlineMs),
    }
    shop = opened.use(await givenShop({ env, envOf: { 'product-service': doom.env } }))
    crowd = await gatherCrowd(shop.address, 60)
    early = crowd.customers.slice(0, 20)
    const interrupted = crowd.customers.slice(20, 30)
    const late = crowd.customers.slice(30)
    for (const [i, customer] of [...early, ...interrupted].entries()) {
      customer.paymentMethod = i % 2 ? 'pm_card_visa' : 'pm_card_declined' // without delays of their own
    }

    await behave({ down: true })
    await Promise.all(early.map(crowd.checkOut))
    doom.arm({ moment: 'before', at: 1, of: 'HoldStock ', signal: 'SIGSTOP' })
    const answered = Promise.all(interrupted.map(crowd.checkOut))
    await until('product-service hangs', async () => doom.hasStruck(), Boolean)
    await behave({})
    await Promise.all([goOn(late), answered])
    caught = interrupted.filter(({ order }) => order)
  })
  after(() => opened.disposeAsync())

  /** The card processor, as unreliable as wanted. */
  const behave = (behaviour: object) =>
    makeAsker(shop.providerAddress)('PUT', '/behaviour', { body: behaviour })

  /** Everybody asks for what they want, until the 18 seconds are over. */
  async function goOn(late: Customer[]) {
    const over = AbortSignal.timeout(outageMs)
    const ask = makeAsker(shop.address)
    const { token, order } = early[0]!
    const get = (path: string) => timed(path, () => ask('GET', path, { token }))
    const inTurn = <Item>(items: Item[], turn = 0) => {
      return () => items[turn++ % items.length]!
    }
    const nextPath = inTurn(['/orders', `/orders/${order!.id}`, `/orders/${order!.id}/timeline`])
    const nextShelf = inTurn(['/products', `/products/${crowd.stockBefore[0]!.id}`, '/categories'])
    const nextCustomer = inTurn(late)

    // It hangs until the gateway has given up for the first time, and then it is gone.
    let killed: Promise<void> | undefined
    async function look() {
      const answer = await get(nextShelf())
      if (answer.status === 504) killed ??= shop.kill('product-service')
      return answer
    }

    ;[visits, catalogue, carts, checkouts] = await Promise.all([
      keepAsking(200, over, () => get(nextPath())),
      keepAsking(500, over, look),
      keepAsking(500, over, () => get('/cart')),
      keepAsking(200, over, async () => {
        const customer = nextCustomer()
        const answer = await timed('/orders', () => crowd.checkOut(customer))
        const { items } = await crowd.listOrders(customer)
        return { ...answer, orders: items.length }
      }),
    ])
    await killed
  }

  const pendingMessages = (destination: string) =>
    readMetric(shop.opsAddresses['ecommerce-service']!, 'outbox_pending', { destination })

  it('customers go on looking at their orders', () => {
    assert.ok(visits.length > 50, `only ${visits.length} visits`)
    for (const visit of visits) assert.equal(visit.status, 200, JSON.stringify(visit))
  })

  it('the catalogue is a problem, and nobody waits for longer than the gateway does', () => {
    for (const answer of catalogue) {
      assert.equal(answer.type, 'application/problem+json', JSON.stringify(answer))
      assert.ok(answer.ms < 2 * gatewayTimeoutMs, JSON.stringify(answer))
    }
    assert.deepEqual(new Set(catalogue.map(({ status }) => status)), new Set([504, 502]))
  })

  it('carts have no prices: they are answered 503, and come back later', () => {
    assert.ok(carts.length > 20, `only ${carts.length} carts`)
    for (const { ms, path, ...answer } of carts) {
      const expected = { status: 503, type: 'application/problem+json', retryAfter: '1' }
      assert.deepEqual(answer, expected)
      assert.ok(ms < gatewayTimeoutMs, `${path} took ${ms} ms`)
    }
  })

  it('a checkout is asked to come back, and has promised nothing', () => {
    assert.ok(checkouts.length >= 50, `only ${checkouts.length} checkouts`)
    for (const { ms, path, ...answer } of checkouts) {
      const expected = { status: 503, type: 'application/problem+json', retryAfter: '1', orders: 0 }
      assert.deepEqual(answer, expected)
      assert.ok(ms < 2 * gatewayTimeoutMs, `${path} took ${ms} ms`)
    }
  })

  it('an order that holds its stock is settled', async () => {
    for (const customer of early) {
      const { status } = await crowd.untilFinal(customer)
      assert.equal(status, customer.paymentMethod === 'pm_card_visa' ? 'completed' : 'failed')
    }
  })

  it('an order that waits for its stock is given up in time, and frees the cart at once', async () => {
    assert.ok(caught.length > 0, 'nobody was caught between the promise and the stock')
    await passTime(shop)
    for (const customer of caught) {
      const { status, failureReason } = await crowd.untilFinal(customer)
      assert.deepEqual({ status, failureReason }, { status: 'failed', failureReason: 'timed_out' })
    }
    const isNothing = (pending: number) => pending === 0
    await until('no cart waits', () => pendingMessages('cart'), isNothing)
  })

  it('the catalogue is told what it gets back as soon as it is back', async () => {
    const unpaid = early.filter(({ order }) => order!.status === 'failed')
    const due = unpaid.length + caught.length
    await until(
      'all of them wait',
      () => pendingMessages('product'),
      (pending) => pending === due,
    )
  })

  it('nothing is lost: afterwards every checkout goes through, and nobody holds what is not paid', async () => {
    await shop.start('product-service')
    await Promise.all(crowd.customers.filter(({ order }) => !order).map(crowd.untilAnswered))
    await passTime(shop)
    await crowd.waitUntilFinal()
    await until(
      'no message waits',
      () => pendingMessages('product'),
      (pending) => pending === 0,
    )
    await audit(crowd, shop)
  })
})
