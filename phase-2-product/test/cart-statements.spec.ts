// cart-service dies on any statement of what a checkout asks of it. Whatever is done with the order then, the cart ends
// as if nothing had happened.
import assert from 'node:assert/strict'
import { v7 as uuidv7 } from 'uuid'
import type { CartApi } from '../contracts/cart-api.ts'
import type { Product } from '../contracts/product-api.ts'
import { makeCart } from '../services/cart/cart.ts'
import { migrations } from '../services/cart/migrations.ts'
import { givenDatabase } from './given-database.ts'
import { makeDoom, openDoomedDatabase } from './given-doom.ts'

const aProduct = (id: string): Product => ({
  id,
  name: 'Mug',
  description: 'Blue.',
  category: 'kitchen',
  priceCents: 900,
  currency: 'EUR',
  stock: 99,
})
const products = {
  getProduct: async (id: string) => aProduct(id),
  getProducts: async (ids: string[]) => ids.map(aProduct),
}
type Command = 'reserveCart' | 'clearCart' | 'releaseCart'

/** What the service is killed in, what was done before that, what is done afterwards, and how many lines are left. */
const cases: { killedIn: Command; earlier: Command[]; later: Command[]; left: number }[] = [
  { killedIn: 'reserveCart', earlier: [], later: ['reserveCart', 'clearCart'], left: 0 },
  { killedIn: 'reserveCart', earlier: [], later: ['releaseCart'], left: 2 },
  { killedIn: 'clearCart', earlier: ['reserveCart'], later: ['clearCart'], left: 0 },
  { killedIn: 'releaseCart', earlier: ['reserveCart'], later: ['releaseCart'], left: 2 },
]

describe('a cart whose service is killed', () => {
  let database: Awaited<ReturnType<typeof givenDatabase>>
  before(async () => (database = await givenDatabase(migrations)))
  after(() => database.close())

  for (const { killedIn, earlier, later, left } of cases) {
    it(`on any statement of ${killedIn} is right after ${later.join(' and ')}`, async () => {
      const carts = makeCart({ db: database.db, products })
      let at = 0
      for (let wasKilled = true; wasKilled;) {
        at += 1
        const [userId, orderId] = [uuidv7(), uuidv7()]
        const run = async (api: CartApi, command: Command) =>
          command === 'reserveCart' ? api.reserveCart(userId, orderId) : api[command](orderId)
        await carts.setItem(userId, uuidv7(), 1)
        await carts.setItem(userId, uuidv7(), 2)
        for (const command of earlier) await run(carts, command)

        const doom = makeDoom(at, 'after')
        const doomed = openDoomedDatabase(database.url, doom)
        await run(makeCart({ db: doomed.db, products }), killedIn).catch(() => {})
        await doomed.bury()
        wasKilled = doom.isDead()

        for (const command of later) await run(carts, command)
        const { items, locked } = await carts.getCart(userId)
        assert.deepEqual({ lines: items.length, locked }, { lines: left, locked: false })
      }
      assert.ok(at > 4, `only ${at - 1} statements were seen`)
    })
  }
})
