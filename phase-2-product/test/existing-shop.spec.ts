// A shop of phase 1 that is in use goes on as one of phase 2: with its catalogue and stock, with what the orders hold that
// wait for a card, with reports that know the past, and with all that its customers have in their hands.
import assert from 'node:assert/strict'
import { makeAsker, makeCaller } from '../../scripts/caller.ts'
import { audit } from '../../scripts/faults/audit.ts'
import { gatherCrowd, type Crowd, type Customer } from '../../scripts/faults/crowd.ts'
import type { Shop } from '../../scripts/shop.ts'
import { until } from '../../scripts/until.ts'
import { givenShop } from './given-shop.ts'
import { passTime, stopTime } from './given-time.ts'

type Trend = { items: { productId: string; unitsSold: number; orders: number }[] }
type Abandonment = { abandonedCarts: number }

describe('a shop whose catalogue was part of the monolith, killed while it was in use,', function () {
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
  let stockBefore: Awaited<ReturnType<Crowd['listProducts']>>
  let adminToken: string
  let reportsBefore: Awaited<ReturnType<typeof readReports>>

  before(async () => {
    const older = opened.use(await givenShop({ phase: 1 }))
    crowd = await gatherCrowd(older.address, 15)
    buyers = crowd.customers.slice(0, 5)
    waiting = crowd.customers.slice(5, 10)
    shoppers = crowd.customers.slice(10)
    await Promise.all(buyers.map(crowd.untilAnswered))
    await crowd.waitUntilFinal()
    for (const customer of buyers) await crowd.untilFree(customer)
    await makeAsker(older.providerAddress)('PUT', '/behaviour', { body: { down: true } })
    await Promise.all(waiting.map(crowd.untilAnswered))
    cartsBefore = new Map()
    for (const customer of crowd.customers) cartsBefore.set(customer, await crowd.getCart(customer))
    for (const customer of waiting) assert.equal(cartsBefore.get(customer)!.locked, true)
    stockBefore = await crowd.listProducts()
    const body = { email: 'admin@shop.example', password: 'admin-password-1' }
    const logIn = makeCaller(older.address)<{ accessToken: string }>('POST', '/auth/login', {
      body,
    })
    adminToken = (await logIn).accessToken
    reportsBefore = await readReports(older)
    assert.ok(reportsBefore.money.orders > 0)

    for (const name of ['ecommerce-service', 'cart-service', 'provider']) await older.kill(name)
    await stopTime(older)
    shop = opened.use(await givenShop({ adopt: older.databaseUrls }))
    crowd.moveTo(shop.address)
  })
  after(() => opened.disposeAsync())

  async function readReports({ address }: Shop) {
    const report = <Report>(path: string) =>
      makeCaller(address)<Report>('GET', `/analytics/${path}`, { token: adminToken })
    const { items } = await report<Trend>('trending?windowMinutes=1440&limit=50')
    const { abandonedCarts } = await report<Abandonment>('cart-abandonment?idleMinutes=0')
    return {
      money: await crowd.reportedMoney(),
      sold: new Map(items.map((item) => [item.productId, [item.unitsSold, item.orders]])),
      abandonedCarts,
    }
  }

  it('has every cart as it was, for whoever is still logged in', async () => {
    for (const customer of [...shoppers, ...buyers]) {
      assert.deepEqual(await crowd.getCart(customer), cartsBefore.get(customer))
    }
  })

  it('has its catalogue and every stock as they were', async () => {
    assert.deepEqual(await crowd.listProducts(), stockBefore)
  })

  it('has reports that know what was before they were told of anything', async () => {
    const { sold, ...rest } = reportsBefore
    const read = () => readReports(shop)
    const found = await until(
      'the past is told',
      read,
      ({ money, abandonedCarts }) =>
        money.orders === rest.money.orders && abandonedCarts === rest.abandonedCarts,
    )
    assert.deepEqual(found, { sold, ...rest })
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
