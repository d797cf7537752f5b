// SIGTERM to one process while the others go on: what it has accepted is finished, what comes later is not accepted.
import assert from 'node:assert/strict'
import { makeAsker } from '../../scripts/caller.ts'
import { gatherCrowd, type Crowd } from '../../scripts/faults/crowd.ts'
import type { Shop } from '../../scripts/shop.ts'
import { until } from '../../scripts/until.ts'
import { lockTable } from './given-lock.ts'
import { sharedShop } from './given-shop.ts'

describe('told to stop in the middle of slow work,', function () {
  this.timeout(60_000)
  let shop: Shop
  let crowd: Crowd
  before(async () => {
    shop = await sharedShop()
    crowd = await gatherCrowd(shop.address, 0, { upTo: 10 })
  })

  const lock = (database: string, table: string) => lockTable(shop.databaseUrls[database]!, table)

  /** Sends SIGTERM, and waits until nobody gets in any more. Hands back the end of the process. */
  async function tellToStop(name: string, port: string) {
    const ended = shop.stop(name)
    const isOpen = () =>
      fetch(`http://${shop.addressOf(port)}/`).then(
        async ({ body }) => (await body?.cancel(), true),
        () => false,
      )
    await until(`${name} is closed`, isOpen, (is) => !is)
    return { ended }
  }

  for (const [name, port] of [
    ['gateway', 'GATEWAY_PORT'],
    ['ecommerce-service', 'ECOMMERCE_PORT'],
  ] as const) {
    it(`${name} answers the checkout first`, async () => {
      const customer = await crowd.join('pm_card_visa')
      await using payments = await lock('ecommercedb', 'payments')
      const answer = crowd.checkOut(customer)
      await payments.untilWaiting(1)
      const { ended } = await tellToStop(name, port)
      await payments.release()
      assert.equal((await answer).status, 201)
      assert.equal(customer.order?.status, 'completed')
      await ended
      await shop.start(name)
    })
  }

  it('cart-service answers its customer and its caller first', async () => {
    const [buyer, browser] = [await crowd.join('pm_card_visa'), await crowd.join('pm_card_visa')]
    const { items } = await crowd.getCart(browser)
    const path = `/cart/items/${items[0]!.productId}`
    await using lines = await lock('cartdb', 'cart_lines')
    const asking = { token: browser.token, body: { quantity: 3 } }
    const put = makeAsker(shop.address)('PUT', path, asking)
    const answer = crowd.checkOut(buyer)
    await lines.untilWaiting(2)
    const { ended } = await tellToStop('cart-service', 'CART_PORT')
    await lines.release()
    assert.equal((await put).status, 200)
    assert.equal((await answer).status, 201)
    await ended
    await shop.start('cart-service')

    assert.equal((await crowd.untilFinal(buyer)).status, 'completed')
    assert.deepEqual((await crowd.untilFree(buyer)).items, [])
    const quantities = (await crowd.getCart(browser)).items.map(({ quantity }) => quantity)
    assert.ok(quantities.includes(3))
  })
})
