// cart-service cannot be reached for 30 seconds, during 100 checkouts: at first it hangs, then it is gone. The rest of
// the shop goes on, who checks out is asked to come back, and what was promised before is kept.
import assert from 'node:assert/strict'
import { makeAsker } from '../../scripts/caller.ts'
import { type Answer, keepAsking, timed } from '../../scripts/faults/answers.ts'
import { audit, type Past, readPast } from '../../scripts/faults/audit.ts'
import { gatherCrowd, type Crowd, type Customer } from '../../scripts/faults/crowd.ts'
import { readMetric } from '../../scripts/faults/metrics.ts'
import { query } from '../../scripts/faults/query.ts'
import { until } from '../../scripts/until.ts'
import { type DoomedShop, doomedShop, gatewayTimeoutMs } from './given-doomed-shop.ts'
import { passTime } from './given-time.ts'

const outageMs = 30_000

describe('while cart-service cannot be reached', function () {
  this.timeout(180_000)
  let shop: DoomedShop
  let crowd: Crowd
  let past: Past
  /** Their orders wait for the card processor when the cart goes away. */
  let early: Customer[]
  /** What the shop answers meanwhile. */
  let visits: Answer[]
  let carts: Answer[]
  let checkouts: (Answer & { orders: number })[]

  before(async () => {
    shop = await doomedShop()
    crowd = await gatherCrowd(shop.address, 60)
    past = await readPast(crowd, shop)
    early = crowd.customers.slice(0, 10)
    const caught = crowd.customers.slice(10, 20)
    const late = crowd.customers.slice(20)
    for (const [i, customer] of [...early, ...caught].entries()) {
      customer.paymentMethod = i % 2 ? 'pm_card_visa' : 'pm_card_declined' // without delays of their own
    }

    await behave({ down: true })
    await Promise.all(early.map(crowd.untilAnswered))
    await until('their carts are reserved', countReserved, (reserved) => reserved === early.length)
    const doom = shop.dooms['cart-service']
    doom.arm({ moment: 'before', at: 1, of: 'ReserveCart ', signal: 'SIGSTOP' })
    const interrupted = Promise.all(caught.map(crowd.checkOut))
    await until('cart-service hangs', async () => doom.hasStruck(), Boolean)
    await behave({})
    await Promise.all([goOn(late), interrupted])
  })

  async function countReserved() {
    const reserved = `select id from orders where status = 'pending' and reserved_at is not null`
    return (await query(shop.databaseUrls['ecommercedb']!, reserved)).length
  }

  /** The card processor, as unreliable as wanted. */
  const behave = (behaviour: object) =>
    makeAsker(shop.providerAddress)('PUT', '/behaviour', { body: behaviour })

  /** Everybody asks for what they want, until the 30 seconds are over. */
  async function goOn(late: Customer[]) {
    const over = AbortSignal.timeout(outageMs)
    const ask = makeAsker(shop.address)
    const { token, order } = early[0]!
    const get = (path: string) => timed(path, () => ask('GET', path, { token }))
    const paths = ['/products', `/products/${crowd.stockBefore[0]!.id}`, '/categories']
    paths.push('/orders', `/orders/${order!.id}`)
    const inTurn = <Item>(items: Item[], turn = 0) => {
      return () => items[turn++ % items.length]!
    }
    const [nextPath, nextCustomer] = [inTurn(paths), inTurn(late)]

    // It hangs until the gateway has given up for the first time, and then it is gone.
    let killed: Promise<void> | undefined
    async function getCart() {
      const answer = await get('/cart')
      if (answer.status === 504) killed ??= shop.kill('cart-service')
      return answer
    }

    ;[visits, carts, checkouts] = await Promise.all([
      keepAsking(400, over, () => get(nextPath())),
      keepAsking(500, over, getCart),
      keepAsking(200, over, async () => {
        const customer = nextCustomer()
        const answer = await timed('/orders', () => crowd.checkOut(customer))
        const { items } = await crowd.listOrders(customer)
        return { ...answer, orders: items.length }
      }),
    ])
    await killed
  }

  const pendingMessages = () =>
    readMetric(shop.opsAddresses['ecommerce-service']!, 'outbox_pending', { destination: 'cart' })

  it('customers go on looking at products and at their orders', () => {
    assert.ok(visits.length > 50, `only ${visits.length} visits`)
    for (const visit of visits) assert.equal(visit.status, 200, JSON.stringify(visit))
  })

  it('their carts are a problem, and nobody waits for longer than the gateway does', () => {
    for (const cart of carts) {
      assert.equal(cart.type, 'application/problem+json', JSON.stringify(cart))
      assert.ok(cart.ms < 2 * gatewayTimeoutMs, JSON.stringify(cart))
    }
    const statuses = new Set(carts.map(({ status }) => status))
    assert.deepEqual(statuses, new Set([504, 502]))
  })

  it('a checkout is asked to come back, and has promised nothing', () => {
    assert.ok(checkouts.length >= 100, `only ${checkouts.length} checkouts`)
    for (const { ms, path, ...answer } of checkouts) {
      const expected = { status: 503, type: 'application/problem+json', retryAfter: '1', orders: 0 }
      assert.deepEqual(answer, expected)
      assert.ok(ms < 2 * gatewayTimeoutMs, `${path} took ${ms} ms`)
    }
  })

  it('what was promised before is settled, and the cart is told as soon as it is back', async () => {
    await passTime(shop)
    for (const customer of early) {
      const { status } = await crowd.untilFinal(customer)
      assert.equal(status, customer.paymentMethod === 'pm_card_visa' ? 'completed' : 'failed')
    }
    await until('all of them wait', pendingMessages, (pending) => pending === early.length)
  })

  it('nothing is lost: afterwards every checkout goes through, and every cart is free', async () => {
    await shop.start('cart-service')
    await Promise.all(crowd.customers.filter(({ order }) => !order).map(crowd.untilAnswered))
    await passTime(shop)
    await crowd.waitUntilFinal()
    await until('no message waits', pendingMessages, (pending) => pending === 0)
    await audit(crowd, shop, past)
  })
})
