// SIGTERM to one process while the others go on: what it has accepted is finished, what comes later is not accepted.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect } from 'node:net'
import { makeAsker } from '../../scripts/caller.ts'
import { gatherCrowd, type Crowd } from '../../scripts/faults/crowd.ts'
import type { Shop } from '../../scripts/shop.ts'
import { until } from '../../scripts/until.ts'
import { lockTable } from './given-lock.ts'
import { sharedShop } from './given-shared-shop.ts'

describe('told to stop in the middle of slow work,', function () {
  this.timeout(180_000)
  let shop: Shop
  let crowd: Crowd
  before(async () => {
    shop = await sharedShop()
    crowd = await gatherCrowd(shop.address, 0, { upTo: 10 })
  })

  const lock = (database: string, table: string) => lockTable(shop.databaseUrls[database]!, table)

  /** Sends SIGTERM, and waits until nobody gets in any more. Hands back the end of the process. */
  async function tellToStop(name: string, ports: string[]) {
    const ended = shop.stop(name)
    for (const port of ports)
      await until(
        `${port} is closed`,
        () => isOpen(port),
        (is) => !is,
      )
    return { ended }
  }

  async function isOpen(port: string): Promise<boolean> {
    const socket = connect(Number(shop.addressOf(port).split(':')[1]))
    try {
      await once(socket, 'connect')
      return true
    } catch {
      return false
    } finally {
      socket.destroy()
    }
  }

  /** A checkout that waits for the table when its server is told to stop. */
  async function assertFinished(name: string, ports: string[], database: string, table: string) {
    const customer = await crowd.join('pm_card_visa')
    await using locked = await lock(database, table)
    const answer = crowd.checkOut(customer)
    await locked.untilWaiting(1)
    const { ended } = await tellToStop(name, ports)
    await locked.release()
    assert.equal((await answer).status, 201)
    assert.equal(customer.order?.status, 'completed')
    await ended
    await shop.start(name)
    assert.deepEqual((await crowd.untilFree(customer)).items, [])
  }

  it('the gateway passes the answer on first', () =>
    assertFinished('gateway', ['GATEWAY_PORT'], 'ecommercedb', 'payments'))

  it('ecommerce-service finishes the checkout first', () =>
    assertFinished('ecommerce-service', ['ECOMMERCE_PORT'], 'ecommercedb', 'payments'))

  it('cart-service reserves the cart first', () =>
    assertFinished('cart-service', ['CART_PORT', 'CART_GRPC_PORT'], 'cartdb', 'cart_lines'))

  it('cart-service changes the cart first', async () => {
    const customer = await crowd.join('pm_card_visa')
    const [line] = (await crowd.getCart(customer)).items
    await using lines = await lock('cartdb', 'cart_lines')
    const asking = { token: customer.token, body: { quantity: 3 } }
    const answer = makeAsker(shop.address)('PUT', `/cart/items/${line!.productId}`, asking)
    await lines.untilWaiting(1)
    const { ended } = await tellToStop('cart-service', ['CART_PORT'])
    await lines.release()
    const { status, ok } = await answer
    assert.ok(ok, `answered ${status}`)
    await ended
    await shop.start('cart-service')
    const changed = (await crowd.untilFree(customer)).items.find(
      ({ productId }) => productId === line!.productId,
    )
    assert.equal(changed?.quantity, 3)
  })
})
