// ecommerce-service cannot be reached, and cart-service can: it knows who its customers are, but not what anything costs.
import assert from 'node:assert/strict'
import { type Asking, makeAsker } from '../../scripts/caller.ts'
import { timed } from '../../scripts/faults/answers.ts'
import { gatherCrowd, type Crowd, type Customer } from '../../scripts/faults/crowd.ts'
import type { Shop } from '../../scripts/shop.ts'
import { sharedShop } from './given-shared-shop.ts'

const name = 'ecommerce-service'
const ways = [
  {
    words: 'hangs',
    leave: (shop: Shop) => shop.pause(name),
    back: (shop: Shop) => shop.resume(name),
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
  })

  async function assertProblem(expected: object, method: string, path: string, asking: Asking) {
    const answer = await timed(path, () => makeAsker(shop.address)(method, path, asking))
    const { status, type, retryAfter } = answer
    const problem = { type: 'application/problem+json', retryAfter: null, ...expected }
    assert.deepEqual({ status, type, retryAfter }, problem)
  }
  const isReady = async (process: string) =>
    (await fetch(`${shop.opsAddresses[process]}/health/ready`)).ok

  for (const { words, leave, back } of ways) {
    describe(`because it ${words},`, () => {
      before(() => leave(shop))
      after(() => back(shop))

      it('leaves carts without prices: they are answered 503, and come back later', async () => {
        const { token } = customer
        const path = `/cart/items/${cart.items[0]!.productId}`
        const later = { status: 503, retryAfter: '1' }
        await Promise.all([
          assertProblem(later, 'GET', '/cart', { token }),
          assertProblem(later, 'PUT', path, { token, body: { quantity: 9 } }),
        ])
      })

      it('does not let anybody in with a bad token', async () => {
        const token = `${customer.token.slice(0, -8)}AAAAAAAA`
        await assertProblem({ status: 401 }, 'GET', '/cart', { token })
      })

      it('leaves the gateway and cart-service ready', async () => {
        assert.deepEqual([await isReady('gateway'), await isReady('cart-service')], [true, true])
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
