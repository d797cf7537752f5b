// What the world hears of a cart: after each change, the whole cart as it is from then on.
import assert from 'node:assert/strict'
import { v7 as uuidv7 } from 'uuid'
import { topics, type EventData } from '../../../contracts/events.ts'
import { takeEvents } from '../../../contracts/test/given-events.ts'
import { until } from '../../../../scripts/until.ts'
import { tellCart } from '../cart-events.ts'
import { deleteLines, upsertLine } from '../cart-store.ts'
import { givenCarts, type GivenCarts } from './given-cart.ts'

describe('the events of a cart', () => {
  let shop: GivenCarts
  let mug: string
  let cup: string
  before(async () => {
    shop = await givenCarts()
    mug = shop.catalogue.add({ name: 'Mug' })
    cup = shop.catalogue.add({ name: 'Cup' })
  })
  after(() => shop.close())

  const told = (userId: string) => takeEvents(shop.db, topics.carts, userId)
  const cartsOf = async (userId: string) =>
    (await told(userId)).map(({ data }) => {
      const { items } = data as EventData<'cart.changed'>
      const words = items.map(
        ({ productId, quantity, isLocked }) =>
          `${quantity} ${productId === mug ? 'mug' : 'cup'}${isLocked ? ' locked' : ''}`,
      )
      return words.toSorted().join(', ')
    })

  it('follow it from the first line to the last', async () => {
    const userId = uuidv7()
    await shop.carts.setItem(userId, mug, 1)
    await shop.carts.setItem(userId, mug, 2)
    await shop.carts.setItem(userId, cup, 1)
    await shop.carts.removeItem(userId, mug)
    await shop.carts.emptyCart(userId)
    assert.deepEqual(await cartsOf(userId), ['1 mug', '2 mug', '1 cup, 2 mug', '1 cup', ''])
  })

  it('follow it through a checkout that is given back', async () => {
    const [userId, orderId] = [await shop.customerWith(mug), uuidv7()]
    await shop.reserve(userId, orderId)
    await shop.carts.setItem(userId, cup, 1)
    await shop.release(orderId)
    const all = ['1 mug', '1 mug locked', '1 cup, 1 mug locked', '1 cup, 1 mug']
    assert.deepEqual(await cartsOf(userId), all)
  })

  it('follow it through a checkout that is paid', async () => {
    const [userId, orderId] = [await shop.customerWith(mug), uuidv7()]
    await shop.reserve(userId, orderId)
    await shop.clear(orderId)
    assert.deepEqual(await cartsOf(userId), ['1 mug', '1 mug locked', ''])
  })

  it('say when the customer last put something in, which a checkout does not change', async () => {
    const userId = await shop.customerWith(mug)
    await shop.reserve(userId, uuidv7())
    const touches = (await told(userId)).map(
      ({ data }) => (data as EventData<'cart.changed'>).touchedAt,
    )
    assert.equal(touches.length, 2)
    assert.ok(touches[0])
    assert.equal(touches[0], touches[1])
  })

  it('say nothing of what was refused, or changed nothing', async () => {
    const [userId, orderId] = [uuidv7(), uuidv7()]
    const rare = shop.catalogue.add({ stock: 1 })
    await assert.rejects(shop.carts.setItem(userId, rare, 2), { code: 'insufficient_stock' })
    await shop.carts.removeItem(userId, mug)
    await shop.carts.emptyCart(userId)
    await shop.reserve(userId, uuidv7(), [{ productId: mug, quantity: 1 }])
    await shop.release(orderId)
    await shop.clear(orderId)
    assert.deepEqual(await told(userId), [])
  })

  it('end with the cart as it is, however many change it at once', async () => {
    const [userId, orderId] = [await shop.customerWith(mug, cup), uuidv7()]
    const changes = Array.from({ length: 8 }, (_, count) => [
      shop.carts.setItem(userId, count % 2 ? mug : cup, count + 1),
      shop.carts.removeItem(userId, count % 2 ? cup : mug),
    ])
    const others = [shop.reserve(userId, orderId), shop.release(orderId)]
    await Promise.allSettled([...changes.flat(), ...others])
    const events = await told(userId)
    const { items } = events.at(-1)!.data as EventData<'cart.changed'>
    const lines = await shop.db('cart_lines').where({ user_id: userId })
    assert.deepEqual(
      new Map(items.map(({ productId, quantity }) => [productId, quantity])),
      new Map(lines.map((line) => [line.product_id, line.quantity])),
    )
    const times = events.map(({ time }) => time)
    assert.deepEqual(times, times.toSorted())
  })

  const waiting = () =>
    shop
      .db('pg_stat_activity')
      .where({ wait_event_type: 'Lock' })
      .whereRaw('datname = current_database()')

  for (const end of ['reserve', 'release', 'clear'] as const) {
    it(`come one after another when a ${end} meets a change of another line`, async () => {
      const [userId, orderId] = [await shop.customerWith(mug), uuidv7()]
      const lines = [{ productId: mug, quantity: 1 }]
      if (end !== 'reserve') await shop.reserve(userId, orderId, lines)
      let command: Promise<unknown> | undefined
      await shop.db.transaction(async (trx) => {
        await upsertLine(trx, userId, { productId: cup, quantity: 1 })
        command = end === 'reserve' ? shop.reserve(userId, orderId, lines) : shop[end](orderId)
        await until('the command waits', waiting, (all) => all.length === 1)
        await tellCart(trx, userId)
      })
      await command
      const last = { reserve: '1 cup, 1 mug locked', release: '1 cup, 1 mug', clear: '1 cup' }
      const earlier = end === 'reserve' ? '1 cup, 1 mug' : '1 cup, 1 mug locked'
      assert.deepEqual((await cartsOf(userId)).slice(-2), [earlier, last[end]])
    })
  }

  it('wait for all lines before they wait for the customer, so nobody waits in a circle', async () => {
    const [userId, orderId] = [await shop.customerWith(mug, cup), uuidv7()]
    await shop.reserve(userId, orderId)
    const last = [mug, cup].toSorted().at(-1)!
    let cleared: Promise<unknown> | undefined
    await shop.db.transaction(async (trx) => {
      await trx('cart_lines').where({ user_id: userId, product_id: last }).forUpdate()
      cleared = shop.clear(orderId)
      await until('the checkout waits for the last line', waiting, (all) => all.length === 1)
      await deleteLines(trx, userId, [{ productId: last, quantity: 1, reservedBy: orderId }])
    })
    await cleared
    assert.equal((await cartsOf(userId)).at(-1), '')
  })
})
