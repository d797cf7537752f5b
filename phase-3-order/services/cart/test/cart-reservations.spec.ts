// Reservations keyed by order: whatever is repeated, late or reordered on its way, no line stays locked for ever.
import assert from 'node:assert/strict'
import { v7 as uuidv7 } from 'uuid'
import { givenCarts, type GivenCarts } from './given-cart.ts'

const checkoutOver = { kind: 'conflict', code: 'checkout_over' }
const locked = { kind: 'conflict', code: 'cart_locked' }
const empty = { kind: 'unprocessable', code: 'cart_empty' }

describe('a reservation', () => {
  let shop: GivenCarts
  let mug: string
  let cup: string
  before(async () => {
    shop = await givenCarts()
    mug = shop.catalogue.add({ name: 'Mug' })
    cup = shop.catalogue.add({ name: 'Cup' })
  })
  after(() => shop.close())

  /** The names of what is in the cart, and whether any of it is locked. */
  async function stateOf(userId: string) {
    const { items, locked: isLocked } = await shop.carts.getCart(userId)
    return [items.map(({ name }) => name).join(), isLocked]
  }

  const ends = {
    released: (orderId: string) => shop.carts.releaseCart(orderId),
    cleared: (orderId: string) => shop.carts.clearCart(orderId),
  }
  for (const [end, finish] of Object.entries(ends)) {
    it(`that comes after its order was ${end} is refused`, async () => {
      const [userId, orderId] = [await shop.customerWith(mug), uuidv7()]
      await finish(orderId)
      await assert.rejects(shop.carts.reserveCart(userId, orderId), checkoutOver)
      assert.deepEqual(await stateOf(userId), ['Mug', false])
    })

    it(`that comes a second time after its order was ${end} is refused`, async () => {
      const [userId, orderId] = [await shop.customerWith(mug), uuidv7()]
      await shop.carts.reserveCart(userId, orderId)
      await finish(orderId)
      await shop.carts.setItem(userId, cup, 1)
      await assert.rejects(shop.carts.reserveCart(userId, orderId), checkoutOver)
      assert.deepEqual(await stateOf(userId), [end === 'released' ? 'Cup,Mug' : 'Cup', false])
    })

    it(`that was ${end} stands in nobody else’s way`, async () => {
      const [userId, orderId] = [await shop.customerWith(mug, cup), uuidv7()]
      await finish(orderId)
      assert.equal((await shop.carts.reserveCart(userId, uuidv7())).length, 2)
    })
  }

  it('ends as it ended first: what was given back is not removed', async () => {
    const [userId, orderId] = [await shop.customerWith(mug), uuidv7()]
    await shop.carts.reserveCart(userId, orderId)
    await shop.carts.releaseCart(orderId)
    await shop.carts.clearCart(orderId)
    assert.deepEqual(await stateOf(userId), ['Mug', false])
    const row = await shop.db('reservations').where({ order_id: orderId }).first('state')
    assert.deepEqual(row, { state: 'released' })
  })

  it('ends once: what the customer puts in again is not removed again', async () => {
    const [userId, orderId] = [await shop.customerWith(mug), uuidv7()]
    await shop.carts.reserveCart(userId, orderId)
    await shop.carts.clearCart(orderId)
    await shop.carts.setItem(userId, mug, 1)
    await shop.carts.clearCart(orderId)
    await shop.carts.releaseCart(orderId)
    assert.deepEqual(await stateOf(userId), ['Mug', false])
  })

  it('that was refused may be tried again', async () => {
    const [userId, orderId, first] = [uuidv7(), uuidv7(), uuidv7()]
    await assert.rejects(shop.carts.reserveCart(userId, orderId), empty)
    await shop.carts.setItem(userId, mug, 1)
    await shop.carts.reserveCart(userId, first)
    await assert.rejects(shop.carts.reserveCart(userId, orderId), locked)
    await shop.carts.releaseCart(first)
    assert.equal((await shop.carts.reserveCart(userId, orderId)).length, 1)
  })

  it('is made once by many requests of one order', async () => {
    const [userId, orderId] = [await shop.customerWith(mug, cup), uuidv7()]
    const twins = Array.from({ length: 10 }, () => shop.carts.reserveCart(userId, orderId))
    for (const lines of await Promise.all(twins)) assert.equal(lines.length, 2)
  })

  describe('that the monolith had made before the cart moved', () => {
    async function givenMoved() {
      const [userId, orderId] = [uuidv7(), uuidv7()]
      const line = { user_id: userId, product_id: mug, quantity: 3, reserved_by: orderId }
      await shop.db('cart_lines').insert(line)
      await shop.carts.setItem(userId, cup, 1)
      return { userId, orderId }
    }

    it('is the same when the order asks again', async () => {
      const { userId, orderId } = await givenMoved()
      const lines = await shop.carts.reserveCart(userId, orderId)
      assert.deepEqual(
        lines.map(({ name, quantity }) => [name, quantity]),
        [['Mug', 3]],
      )
    })

    it('can be released', async () => {
      const { userId, orderId } = await givenMoved()
      await shop.carts.releaseCart(orderId)
      assert.deepEqual(await stateOf(userId), ['Cup,Mug', false])
      await assert.rejects(shop.carts.reserveCart(userId, orderId), checkoutOver)
    })

    it('can be cleared', async () => {
      const { userId, orderId } = await givenMoved()
      await shop.carts.clearCart(orderId)
      assert.deepEqual(await stateOf(userId), ['Cup', false])
      await assert.rejects(shop.carts.reserveCart(userId, orderId), checkoutOver)
    })
  })

  describe('can be looked at before it is made', () => {
    it('and takes nothing yet', async () => {
      const [userId, orderId] = [await shop.customerWith(mug, cup), uuidv7()]
      const lines = await shop.carts.getFreeLines(userId, orderId)
      assert.deepEqual(await stateOf(userId), ['Cup,Mug', false])
      assert.deepEqual(await shop.carts.reserveCart(userId, orderId), lines)
    })

    it('without what other orders have, and with what is its own', async () => {
      const [userId, orderId] = [await shop.customerWith(mug), uuidv7()]
      const mugs = await shop.carts.reserveCart(userId, orderId)
      await shop.carts.setItem(userId, cup, 1)
      const others = await shop.carts.getFreeLines(userId, uuidv7())
      assert.deepEqual(
        others.map(({ name }) => name),
        ['Cup'],
      )
      assert.deepEqual(await shop.carts.getFreeLines(userId, orderId), mugs)
    })

    it('but not if there is nothing to reserve', async () => {
      const userId = uuidv7()
      await assert.rejects(shop.carts.getFreeLines(userId, uuidv7()), empty)
      await shop.carts.setItem(userId, mug, 1)
      await shop.carts.reserveCart(userId, uuidv7())
      await assert.rejects(shop.carts.getFreeLines(userId, uuidv7()), locked)
    })
  })
})
