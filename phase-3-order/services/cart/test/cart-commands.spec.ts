// Commands as they come: once, twice, or not what they should be. What they do is in cart-checkout.spec.ts.
import assert from 'node:assert/strict'
import { v7 as uuidv7 } from 'uuid'
import { type CommandType, type MessageData, newMessage } from '../../../contracts/messages.ts'
import { givenCarts, type GivenCarts } from './given-cart.ts'

describe('a command to the cart', () => {
  let shop: GivenCarts
  let mug: string
  before(async () => {
    shop = await givenCarts()
    mug = shop.catalogue.add({ name: 'Mug' })
  })
  after(() => shop.close())

  const bodyOf = <Type extends CommandType>(type: Type, data: MessageData<Type>) =>
    JSON.stringify(newMessage(type, data))
  const givenOrder = async () => {
    const [userId, orderId] = [await shop.customerWith(mug), uuidv7()]
    return { userId, orderId, lines: [{ productId: mug, quantity: 1 }] }
  }
  const isLocked = async (userId: string) => (await shop.carts.getCart(userId)).locked

  it('that is delivered again changes nothing, is not answered again, and is counted', async () => {
    const order = await givenOrder()
    const { userId, orderId } = order
    const [reserve, release] = [
      bodyOf('reserve.items', order),
      bodyOf('release.items', { orderId }),
    ]
    const before = await shop.duplicates()
    await shop.handle({ body: reserve })
    await shop.handle({ body: reserve })
    await shop.handle({ body: release })
    await shop.handle({ body: reserve })
    assert.deepEqual(await shop.answersTo(orderId), ['items.reserved', 'items.released'])
    assert.equal(await isLocked(userId), false)
    assert.equal(await shop.duplicates(), before + 2)
  })

  it('that comes ten times at once is done once', async () => {
    const order = await givenOrder()
    const body = bodyOf('reserve.items', order)
    await Promise.all(Array.from({ length: 10 }, () => shop.handle({ body })))
    assert.deepEqual(await shop.answersTo(order.orderId), ['items.reserved'])
  })

  it('that was sent anew is answered anew, as before', async () => {
    const order = await givenOrder()
    const { orderId } = order
    for (const answer of ['items.reserved', 'items.reserved']) {
      assert.equal(await shop.reserve(order.userId, orderId, order.lines), answer)
    }
    for (const answer of ['cart.cleared', 'cart.cleared']) {
      assert.equal(await shop.clear(orderId), answer)
    }
    assert.equal((await shop.answersTo(orderId)).length, 4)
  })

  it('is done or not, but never done without its answer', async () => {
    const order = await givenOrder()
    const body = bodyOf('reserve.items', order)
    await shop.db.raw(
      `alter table outbox add constraint no_answers check (destination <> 'shop.events') not valid`,
    )
    try {
      await assert.rejects(shop.handle({ body }), /no_answers/)
    } finally {
      await shop.db.raw('alter table outbox drop constraint no_answers')
    }
    assert.equal(await isLocked(order.userId), false)
    await shop.handle({ body })
    assert.deepEqual(await shop.answersTo(order.orderId), ['items.reserved'])
  })

  it('that is none is refused for good, with the reason', async () => {
    const order = { orderId: uuidv7() }
    const message = newMessage('release.items', order)
    const reasons: Record<string, string> = {
      '': 'message_garbage',
      '{"id":': 'message_garbage',
      [JSON.stringify({ ...message, data: {} })]: 'message_garbage',
      [bodyOf('reserve.items', { ...(await givenOrder()), lines: [] })]: 'message_garbage',
      [JSON.stringify({ ...message, type: 'empty.cart' })]: 'message_unknown',
      [JSON.stringify(newMessage('items.released', order))]: 'message_unknown',
      [JSON.stringify({ ...message, version: 2 })]: 'message_too_new',
    }
    for (const [body, code] of Object.entries(reasons)) {
      await assert.rejects(shop.handle({ body }), { kind: 'invalid', code })
    }
    assert.deepEqual(await shop.answersTo(order.orderId), [])
  })
})
