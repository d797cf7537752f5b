// How many carts are in use and how many were left, for the report.
import assert from 'node:assert/strict'
import { v7 as uuidv7 } from 'uuid'
import { givenCarts, type GivenCarts } from './given-cart.ts'

describe('idle carts', () => {
  let shop: GivenCarts
  let mug: string
  let cup: string
  before(async () => {
    shop = await givenCarts()
    mug = shop.catalogue.add({})
    cup = shop.catalogue.add({})
  })
  after(() => shop.close())
  beforeEach(() => shop.db('cart_lines').delete())

  /** Makes a line of a new cart look as if nobody had touched it for so long. */
  async function touch(userId: string, productId: string, minutes: number) {
    const updated = new Date(Date.now() - minutes * 60_000)
    const line = { user_id: userId, product_id: productId }
    await shop.db('cart_lines').where(line).update({ updated_at: updated })
  }
  const count = async (idleMinutes: number) => {
    const { openCarts, abandonedCarts } = await shop.carts.countCarts(idleMinutes)
    return [openCarts, abandonedCarts]
  }

  it('are none where nobody has a cart', async () => {
    assert.deepEqual(await shop.carts.countCarts(30), { openCarts: 0, abandonedCarts: 0 })
  })

  it('are counted by their last touch', async () => {
    const [idle, busy] = [await shop.customerWith(mug), await shop.customerWith(mug, cup)]
    await touch(idle, mug, 31)
    await touch(busy, mug, 90)
    await touch(busy, cup, 29)
    assert.deepEqual(await count(30), [1, 1])
    assert.deepEqual(await count(60), [2, 0])
    assert.deepEqual(await count(0), [0, 2])
    assert.deepEqual(await count(10_080), [2, 0])
  })

  it('are not those under checkout', async () => {
    const [userId, orderId] = [await shop.customerWith(mug), uuidv7()]
    await shop.carts.reserveCart(userId, orderId)
    await shop.carts.setItem(userId, cup, 1)
    await touch(userId, mug, 40)
    await touch(userId, cup, 40)
    assert.deepEqual(await count(30), [0, 0])
    await shop.carts.releaseCart(orderId)
    assert.deepEqual(await count(30), [0, 1])
  })
})
