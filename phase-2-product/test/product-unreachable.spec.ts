// product-service cannot be reached for 18 seconds, while customers check out: at first it hangs, then it is gone. Nobody can
// buy, and nobody sees a cart either, because nobody knows what is in it: the services were taken apart, and fail
// together. Who checks out is asked to come back, and what was promised before is settled.
import assert from 'node:assert/strict'
import { makeAsker } from '../../scripts/caller.ts'
import { type Answer, keepAsking, timed } from '../../scripts/faults/answers.ts'
import { audit, type Past, readPast } from '../../scripts/faults/audit.ts'
import { gatherCrowd, type Crowd, type Customer } from '../../scripts/faults/crowd.ts'
import { readMetric } from '../../scripts/faults/metrics.ts'
import { query } from '../../scripts/faults/query.ts'
import { until } from '../../scripts/until.ts'
import { type DoomedShop, doomedShop, gatewayTimeoutMs } from './given-doomed-shop.ts'
import { outlastDeadlines, passTime } from './given-time.ts'

const outageMs = 18_000

describe('while product-service cannot be reached', function () {
  this.timeout(180_000)
  let shop: DoomedShop
  let crowd: Crowd
  let past: Past
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
    shop = await doomedShop()
    crowd = await gatherCrowd(shop.address, 35)
    past = await readPast(crowd, shop)
    early = crowd.customers.slice(0, 10)
    const interrupted = crowd.customers.slice(10, 20)
    const late = crowd.customers.slice(20)
    for (const [i, customer] of [...early, ...interrupted].entries()) {
      customer.paymentMethod = i % 2 ? 'pm_card_visa' : 'pm_card_declined' // without delays of their own
    }

    await behave({ down: true })
    await Promise.all(early.map(crowd.untilAnswered))
    await until('they hold their stock', countHeld, (held) => held === early.length)
    const doom = shop.dooms['product-service']
    doom.arm({ moment: 'before', at: 1, of: 'HoldStock ', signal: 'SIGSTOP' })
    const answered = Promise.all(interrupted.map(crowd.checkOut))
    await until('product-service hangs', async () => doom.hasStruck(), Boolean)
    await behave({})
    await Promise.all([goOn(late), answered])
    caught = interrupted.filter(({ order }) => order)
  })

  async function countHeld() {
    const held = `select id from orders where status = 'pending' and held_at is not null`
    return (await query(shop.databaseUrls['ecommercedb']!, held)).length
  }

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
      keepAsking(400, over, () => get(nextPath())),
      keepAsking(500, over, look),
      keepAsking(500, over, () => get('/cart')),
      keepAsking(400, over, async () => {
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
    assert.ok(visits.length > 25, `only ${visits.length} visits`)
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
    assert.ok(checkouts.length >= 25, `only ${checkouts.length} checkouts`)
    for (const { ms, path, ...answer } of checkouts) {
      const expected = { status: 503, type: 'application/problem+json', retryAfter: '1', orders: 0 }
      assert.deepEqual(answer, expected)
      assert.ok(ms < 2 * gatewayTimeoutMs, `${path} took ${ms} ms`)
    }
  })

  it('an order that holds its stock is settled', async () => {
    await passTime(shop)
    for (const customer of early) {
      const { status } = await crowd.untilFinal(customer)
      assert.equal(status, customer.paymentMethod === 'pm_card_visa' ? 'completed' : 'failed')
    }
  })

  it('an order that waits for its stock is given up in time, and frees the cart at once', async () => {
    assert.ok(caught.length > 0, 'nobody was caught between the promise and the stock')
    await outlastDeadlines(shop)
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
    await audit(crowd, shop, past)
  })
})
