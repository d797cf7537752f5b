// ecommerce-service cannot be reached: nobody can log in or buy, and the rest of the shop goes on. Carts are shown and
// filled, because cart-service knows whom it can trust and product-service what things cost.
import assert from 'node:assert/strict'
import { type Asking, makeAsker } from '../../scripts/caller.ts'
import { gatherCrowd, type Crowd, type Customer } from '../../scripts/faults/crowd.ts'
import type { Shop } from '../../scripts/shop.ts'
import { sharedShop } from './given-shared-shop.ts'

const name = 'ecommerce-service'
const ways = [
  {
    words: 'hangs',
    leave: async (shop: Shop) => shop.pause(name),
    back: async (shop: Shop) => shop.resume(name),
  },
  {
    words: 'is gone',
    leave: (shop: Shop) => shop.kill(name),
    back: (shop: Shop) => shop.start(name),
  },
]

describe('ecommerce-service, which cannot be reached', function () {
  this.timeout(180_000)
  let shop: Shop
  let crowd: Crowd
  let customer: Customer
  let cart: Awaited<ReturnType<Crowd['getCart']>>
  before(async () => {
    shop = await sharedShop()
    crowd = await gatherCrowd(shop.address, 1, { upTo: 10 })
    customer = crowd.customers[0]!
    cart = await crowd.getCart(customer)
    await crowd.reportedMoney() // the admin has logged in as well
  })

  const statusOf = async (method: string, path: string, asking: Asking = {}) => {
    const { status, body } = await makeAsker(shop.address)(method, path, asking)
    await body?.cancel()
    return status
  }
  const isReady = async (process: string) =>
    (await fetch(`${shop.opsAddresses[process]}/health/ready`)).ok

  for (const { words, leave, back } of ways) {
    describe(`because it ${words},`, () => {
      before(() => leave(shop))
      after(() => back(shop))

      it('leaves carts, catalogue and reports as they are', async () => {
        assert.deepEqual(await crowd.getCart(customer), cart)
        assert.equal(await statusOf('GET', '/products'), 200)
        assert.equal(await statusOf('GET', '/categories'), 200)
        await crowd.reportedMoney()
      })

      it('leaves carts to be changed', async () => {
        const { token } = customer
        const [line] = cart.items
        const path = `/cart/items/${line!.productId}`
        for (const quantity of [line!.quantity + 1, line!.quantity]) {
          assert.equal(await statusOf('PUT', path, { token, body: { quantity } }), 200)
        }
      })

      it('does not let anybody in with a bad token', async () => {
        const token = `${customer.token.slice(0, -8)}AAAAAAAA`
        assert.equal(await statusOf('GET', '/cart', { token }), 401)
      })

      it('leaves all others ready', async () => {
        for (const process of ['gateway', 'cart-service', 'product-service', 'analytics-service']) {
          assert.ok(await isReady(process), process)
        }
      })
    })
  }

  describe('when it is back,', () => {
    it('finds everything as it was', async () => {
      assert.deepEqual(await crowd.untilFree(customer), cart)
      await crowd.untilAnswered(customer)
      assert.equal((await crowd.untilFinal(customer)).status, 'completed')
      assert.equal((await crowd.untilFree(customer)).items.length, 0)
    })
  })
})
