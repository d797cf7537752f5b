// Reservations keyed by order: whatever is repeated, late or reordered on its way, no line stays locked for ever.
import assert from 'node:assert/strict'
import { v7 as uuidv7 } from 'uuid'
import { givenCarts, type GivenCarts } from './given-cart.ts'

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

  const line = (productId: string, quantity = 1) => ({ productId, quantity })

  /** The names of what is in the cart, and whether any of it is locked. */
  async function stateOf(userId: string) {
    const { items, locked: isLocked } = await shop.carts.getCart(userId)
    return [items.map(({ name }) => name).join(), isLocked]
  }

  const ends = {
    released: (orderId: string) => shop.release(orderId),
    cleared: (orderId: string) => shop.clear(orderId),
  }
  for (const [end, finish] of Object.entries(ends)) {
    it(`that comes after its order was ${end} is refused`, async () => {
      const [userId, orderId] = [await shop.customerWith(mug), uuidv7()]
      await finish(orderId)
      assert.equal(await shop.reserve(userId, orderId, [line(mug)]), 'items.refused')
      assert.deepEqual(await stateOf(userId), ['Mug', false])
    })

    it(`that comes a second time after its order was ${end} is refused`, async () => {
      const [userId, orderId] = [await shop.customerWith(mug), uuidv7()]
      await shop.reserve(userId, orderId)
      await finish(orderId)
      await shop.carts.setItem(userId, cup, 1)
      assert.equal(await shop.reserve(userId, orderId, [line(mug)]), 'items.refused')
      assert.deepEqual(await stateOf(userId), [end === 'released' ? 'Cup,Mug' : 'Cup', false])
    })

    it(`that was ${end} stands in nobody else’s way`, async () => {
      const [userId, orderId] = [await shop.customerWith(mug, cup), uuidv7()]
      await finish(orderId)
      assert.equal(await shop.reserve(userId, uuidv7(), [line(mug), line(cup)]), 'items.reserved')
    })
  }

  it('ends as it ended first: what was given back is not removed', async () => {
    const [userId, orderId] = [await shop.customerWith(mug), uuidv7()]
    await shop.reserve(userId, orderId)
    await shop.release(orderId)
    await shop.clear(orderId)
    assert.deepEqual(await stateOf(userId), ['Mug', false])
    const row = await shop.db('reservations').where({ order_id: orderId }).first('state')
    assert.deepEqual(row, { state: 'released' })
  })

  it('ends once: what the customer puts in again is not removed again', async () => {
    const [userId, orderId] = [await shop.customerWith(mug), uuidv7()]
    await shop.reserve(userId, orderId)
    await shop.clear(orderId)
    await shop.carts.setItem(userId, mug, 1)
    await shop.clear(orderId)
    await shop.release(orderId)
    assert.deepEqual(await stateOf(userId), ['Mug', false])
  })

  it('that was refused stays refused, whatever the cart is by then', async () => {
    const [userId, orderId, first] = [await shop.customerWith(mug), uuidv7(), uuidv7()]
    await shop.reserve(userId, first)
    assert.equal(await shop.reserve(userId, orderId, [line(mug)]), 'items.refused')
    await shop.release(first)
    assert.equal(await shop.reserve(userId, orderId, [line(mug)]), 'items.refused')
    assert.deepEqual(await stateOf(userId), ['Mug', false])
  })

  it('is made once by many requests of one order', async () => {
    const [userId, orderId] = [await shop.customerWith(mug, cup), uuidv7()]
    const lines = [line(mug), line(cup)]
    const twins = Array.from({ length: 10 }, () => shop.reserve(userId, orderId, lines))
    for (const answer of await Promise.all(twins)) assert.equal(answer, 'items.reserved')
    assert.equal((await shop.answersTo(orderId)).length, 10)
  })

  describe('that the monolith had made before the cart moved', () => {
    async function givenMoved() {
      const [userId, orderId] = [uuidv7(), uuidv7()]
      const row = { user_id: userId, product_id: mug, quantity: 3, reserved_by: orderId }
      await shop.db('cart_lines').insert(row)
      await shop.carts.setItem(userId, cup, 1)
      return { userId, orderId }
    }

    it('is the same when the order asks again', async () => {
      const { userId, orderId } = await givenMoved()
      assert.equal(await shop.reserve(userId, orderId, [line(mug, 3)]), 'items.reserved')
      await shop.carts.removeItem(userId, cup)
    })

    it('is given back when it is not what was ordered', async () => {
      const { userId, orderId } = await givenMoved()
      assert.equal(await shop.reserve(userId, orderId, [line(cup)]), 'items.refused')
      assert.deepEqual(await stateOf(userId), ['Cup,Mug', false])
    })

    it('can be released', async () => {
      const { userId, orderId } = await givenMoved()
      await shop.release(orderId)
      assert.deepEqual(await stateOf(userId), ['Cup,Mug', false])
      assert.equal(await shop.reserve(userId, orderId, [line(mug)]), 'items.refused')
    })

    it('can be cleared', async () => {
      const { userId, orderId } = await givenMoved()
      await shop.clear(orderId)
      assert.deepEqual(await stateOf(userId), ['Cup', false])
      assert.equal(await shop.reserve(userId, orderId, [line(mug)]), 'items.refused')
    })
  })

  describe('can be looked at before it is made', () => {
    it('and takes nothing yet', async () => {
      const [userId, orderId] = [await shop.customerWith(mug, cup), uuidv7()]
      const lines = await shop.carts.getFreeLines(userId, orderId)
      assert.deepEqual(await stateOf(userId), ['Cup,Mug', false])
      assert.equal(await shop.reserve(userId, orderId, lines), 'items.reserved')
      assert.deepEqual(await shop.carts.getFreeLines(userId, orderId), lines)
    })

    it('without what other orders have, and with what is its own', async () => {
      const [userId, orderId] = [await shop.customerWith(mug), uuidv7()]
      const mugs = await shop.carts.getFreeLines(userId, orderId)
      await shop.reserve(userId, orderId, mugs)
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
      await shop.reserve(userId, uuidv7())
      await assert.rejects(shop.carts.getFreeLines(userId, uuidv7()), locked)
    })
  })
})
