// A shop of phase 0 that is in use goes on as one of phase 1: with its carts, with the orders that wait for a card, and
// with all that its customers have in their hands.
import assert from 'node:assert/strict'
import { makeAsker } from '../../scripts/caller.ts'
import { audit } from '../../scripts/faults/audit.ts'
import { gatherCrowd, type Crowd, type Customer } from '../../scripts/faults/crowd.ts'
import type { Shop } from '../../scripts/shop.ts'
import { givenShop } from './given-shop.ts'
import { passTime } from './given-time.ts'

describe('a shop that was a monolith, killed while it was in use,', function () {
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

  before(async () => {
    const monolith = opened.use(await givenShop({ phase: 0 }))
    crowd = await gatherCrowd(monolith.address, 15)
    buyers = crowd.customers.slice(0, 5)
    waiting = crowd.customers.slice(5, 10)
    shoppers = crowd.customers.slice(10)
    await Promise.all(buyers.map(crowd.untilAnswered))
    await crowd.waitUntilFinal()
    await makeAsker(monolith.providerAddress)('PUT', '/behaviour', { body: { down: true } })
    await Promise.all(waiting.map(crowd.untilAnswered))
    cartsBefore = new Map()
    for (const customer of crowd.customers) cartsBefore.set(customer, await crowd.getCart(customer))
    for (const customer of waiting) assert.equal(cartsBefore.get(customer)!.locked, true)

    await monolith.kill('ecommerce-service')
    await monolith.kill('provider')
    shop = opened.use(await givenShop({ adopt: monolith.databaseUrls }))
    crowd.moveTo(shop.address)
  })
  after(() => opened.disposeAsync())

  it('has every cart as it was, for whoever is still logged in', async () => {
    for (const customer of [...shoppers, ...buyers]) {
      assert.deepEqual(await crowd.getCart(customer), cartsBefore.get(customer))
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
    await passTime(shop)
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
  })
})
