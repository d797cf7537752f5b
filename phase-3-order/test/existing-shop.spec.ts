// A shop of phase 2 that is in use goes on as one of phase 3: with its accounts, with orders that are over and with some
// that wait for a card, with their timelines, and with all that its customers have in their hands.
import assert from 'node:assert/strict'
import { makeAsker, makeCaller } from '../../scripts/caller.ts'
import { audit } from '../../scripts/faults/audit.ts'
import { gatherCrowd, type Crowd, type Customer } from '../../scripts/faults/crowd.ts'
import { getPhase } from '../../scripts/phases.ts'
import type { Shop } from '../../scripts/shop.ts'
import { until } from '../../scripts/until.ts'
import { givenShop } from './given-shop.ts'

type Timeline = { items: { at: string; type: string; detail: string }[] }
type Ledger = { items: { key: string; capturedCents: number; refundedCents: number }[] }

describe('a shop whose monolith was all that was left, killed while it was in use,', function () {
  this.timeout(180_000)
  const opened = new AsyncDisposableStack()
  let shop: Shop
  let crowd: Crowd
  /** They have only filled their carts. */
  let shoppers: Customer[]
  /** They know how their checkouts have ended. */
  let buyers: Customer[]
  /** They only know that they have ordered: the card processor did not answer. */
  let waiting: Customer[]
  let cartsBefore: Map<Customer, Awaited<ReturnType<Crowd['getCart']>>>
  let ordersBefore: Map<Customer, unknown>
  let timelinesBefore: Map<Customer, Timeline>
  let reportBefore: Awaited<ReturnType<Crowd['reportedMoney']>>

  const timelineOf = ({ token, order }: Customer, { address }: Shop) =>
    makeCaller(address)<Timeline>('GET', `/orders/${order!.id}/timeline`, { token })

  before(async () => {
    const older = opened.use(await givenShop({ phase: 2 }))
    crowd = await gatherCrowd(older.address, 15)
    buyers = crowd.customers.slice(0, 5)
    waiting = crowd.customers.slice(5, 10)
    shoppers = crowd.customers.slice(10)
    await Promise.all(buyers.map(crowd.untilAnswered))
    await crowd.waitUntilFinal()
    for (const customer of buyers) await crowd.untilFree(customer)
    await makeAsker(older.providerAddress)('PUT', '/behaviour', { body: { down: true } })
    await Promise.all(waiting.map(crowd.untilAnswered))
    for (const { order } of waiting) assert.equal(order!.status, 'pending')
    cartsBefore = new Map()
    ordersBefore = new Map()
    timelinesBefore = new Map()
    for (const customer of crowd.customers) cartsBefore.set(customer, await crowd.getCart(customer))
    for (const customer of buyers) {
      ordersBefore.set(customer, (await crowd.listOrders(customer)).items)
      timelinesBefore.set(customer, await timelineOf(customer, older))
    }
    const paid = buyers.filter(({ order }) => order!.status === 'completed').length
    const isTold = ({ orders }: { orders: number }) => orders === paid
    reportBefore = await until('the report is complete', crowd.reportedMoney, isTold)

    for (const { name } of getPhase(2).processes) await older.kill(name)
    const { databaseUrls: adopt, topicPrefix } = older
    shop = opened.use(await givenShop({ adopt, topicPrefix }))
    crowd.moveTo(shop.address)
  })
  after(() => opened.disposeAsync())

  it('has every cart as it was, for whoever is still logged in', async () => {
    for (const customer of [...shoppers, ...buyers]) {
      assert.deepEqual(await crowd.getCart(customer), cartsBefore.get(customer))
    }
  })

  it('has the orders that are over as they were, and still knows what happened to them', async () => {
    for (const customer of buyers) {
      assert.deepEqual((await crowd.listOrders(customer)).items, ordersBefore.get(customer))
      const due = timelinesBefore.get(customer)!.items
      const found = await until(
        'the past is told',
        () => timelineOf(customer, shop).catch(() => undefined),
        (timeline) => timeline?.items.length === due.length,
      )
      assert.deepEqual(found?.items, due)
    }
  })

  it('answers a checkout that is repeated with the order that it was', async () => {
    for (const customer of [...buyers, ...waiting]) {
      const { id } = customer.order!
      assert.equal((await crowd.checkOut(customer)).status, 201)
      assert.equal(customer.order!.id, id)
    }
  })

  it('settles the orders that were waiting, and gives back or clears their carts', async () => {
    for (const customer of waiting) {
      const { status } = await crowd.untilFinal(customer)
      assert.equal(status, customer.paymentMethod === 'pm_card_declined' ? 'failed' : 'completed')
      const { items } = await crowd.untilFree(customer)
      assert.deepEqual(items, status === 'completed' ? [] : cartsBefore.get(customer)!.items)
    }
  })

  it('sells what was in the carts, and has lost nothing', async () => {
    await Promise.all(shoppers.map(crowd.untilAnswered))
    await crowd.waitUntilFinal()
    for (const customer of shoppers) await crowd.untilFree(customer)
    await audit(crowd, shop)
    assert.ok((await crowd.reportedMoney()).orders > reportBefore.orders)
  })

  it('takes an order back that was completed before, with the money', async () => {
    const customer = buyers.find(({ order }) => order!.status === 'completed')!
    const { order, token } = customer
    await makeCaller(shop.address)('POST', `/orders/${order!.id}/cancel`, { token })
    assert.equal((await crowd.untilFinal(customer)).status, 'cancelled')
    const { items } = await makeCaller(shop.providerAddress)<Ledger>('GET', '/ledger')
    const { capturedCents, refundedCents } = items.find(({ key }) => key === order!.id)!
    assert.deepEqual([capturedCents, refundedCents], [order!.totalCents, order!.totalCents])
  })
})
