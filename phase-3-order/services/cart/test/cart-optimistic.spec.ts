// Commands in one statement: each is done as long as its cart is as it was when the statement began, or not at all.
import assert from 'node:assert/strict'
import type { Knex } from 'knex'
import { v7 as uuidv7 } from 'uuid'
import { newMessage } from '../../../contracts/messages.ts'
import { until } from '../../../../scripts/until.ts'
import { releaseItems } from '../cart-checkout.ts'
import { makeAtOnce } from '../cart-optimistic.ts'
import { deleteLines, upsertLine } from '../cart-store.ts'
import { givenCarts, type GivenCarts } from './given-cart.ts'

describe('a command in one statement', () => {
  let shop: GivenCarts
  let mug: string
  let cup: string
  let obeyAtOnce: ReturnType<typeof makeAtOnce>
  let statements = 0
  before(async () => {
    shop = await givenCarts()
    obeyAtOnce = makeAtOnce(shop.db)
    shop.db.on('query', ({ sql }: { sql: string }) => {
      if (sql.startsWith('with seen')) statements++
    })
    mug = shop.catalogue.add({ name: 'Mug' })
    cup = shop.catalogue.add({ name: 'Cup' })
  })
  after(() => shop.close())

  type Ids = { userId: string; orderId: string }
  const line = (productId: string) => ({ productId, quantity: 1, reservedBy: null })
  const givenOrder = async (...productIds: string[]): Promise<Ids> => ({
    userId: await shop.customerWith(...productIds),
    orderId: uuidv7(),
  })
  const reserve = (order: Ids, productId = mug, id?: string, obey = obeyAtOnce) => {
    const lines = [{ productId, quantity: 1 }]
    const message = newMessage('reserve.items', { ...order, lines })
    return obey({ ...message, ...(id && { id }) })
  }
  const clear = ({ orderId }: Ids) => obeyAtOnce(newMessage('clear.cart', { orderId }))

  /** All that a command changes. */
  async function traces() {
    const tables = ['inbox', 'reservations', 'outbox', 'carts']
    const counts = await Promise.all(tables.map((table) => shop.db(table).count('* as count')))
    const lines = await shop.db('cart_lines').orderBy(['user_id', 'product_id'])
    return { counts: counts.flat(), lines }
  }

  /** Begins it while somebody else is not yet done, and hands back what came of it, and of the rest of the shop. */
  async function beginDuring(
    change: (trx: Knex.Transaction) => Promise<unknown>,
    command: () => Promise<unknown>,
  ) {
    let heard: Promise<unknown> | undefined
    await shop.db.transaction(async (trx) => {
      await change(trx)
      heard = command()
      await until('the command waits', shop.isOneWaiting, Boolean)
    })
    const answer = await heard
    return { answer, traces: await traces() }
  }

  it('reserves and clears a cart that is as it was ordered', async () => {
    const order = await givenOrder(mug, cup)
    assert.equal((await reserve(order))?.type, 'items.reserved')
    assert.equal((await clear(order))?.type, 'cart.cleared')
    const { items } = await shop.carts.getCart(order.userId)
    assert.deepEqual(
      items.map(({ name }) => name),
      ['Cup'],
    )
    assert.deepEqual(await shop.answersTo(order.orderId), ['items.reserved', 'cart.cleared'])
  })

  it('does nothing where there is more to it', async () => {
    const [order, other] = [await givenOrder(mug), await givenOrder(mug)]
    const [again, released] = [uuidv7(), await givenOrder(mug)]
    await reserve(order, mug, again)
    await shop.release(released.orderId)
    const before = await traces()
    const answers = [
      await reserve(order, mug, again), // was heard
      await reserve(order), // has been reserved
      await reserve({ ...order, orderId: uuidv7() }), // belongs to another order
      await reserve(other, cup), // is not in the cart
      await reserve({ userId: uuidv7(), orderId: uuidv7() }), // has no cart
      await reserve(released), // is over
      await clear(other), // has reserved nothing
      await clear(released),
      await obeyAtOnce(newMessage('release.items', order)),
    ]
    assert.deepEqual(new Set(answers), new Set([undefined]))
    assert.deepEqual(await traces(), before)
  })

  it('does nothing where its twin was there first', async () => {
    const [order, id] = [await givenOrder(mug), uuidv7()]
    const replicas = Array.from({ length: 10 }, () => makeAtOnce(shop.db))
    const answers = await Promise.all(replicas.map((obey) => reserve(order, mug, id, obey)))
    assert.equal(answers.filter(Boolean).length, 1)
    assert.deepEqual(await shop.answersTo(order.orderId), ['items.reserved'])
  })

  it('is one statement for all that come at the same time, and each has its own answer', async () => {
    const orders = await Promise.all([1, 2, 3].map(() => givenOrder(mug, cup)))
    for (const type of ['items.reserved', 'cart.cleared']) {
      const command = type === 'items.reserved' ? (order: Ids) => reserve(order) : clear
      const before = statements
      const answers = await Promise.all(orders.map(command))
      assert.equal(statements - before, 1)
      assert.deepEqual(
        answers.map((answer) => [answer?.type, answer?.key]),
        orders.map(({ orderId }) => [type, orderId]),
      )
    }
    for (const { userId, orderId } of orders) {
      const { items } = await shop.carts.getCart(userId)
      assert.deepEqual(
        items.map(({ productId }) => productId),
        [cup],
      )
      assert.deepEqual(await shop.answersTo(orderId), ['items.reserved', 'cart.cleared'])
    }
  })

  it('leaves what is not as usual to itself, and does the rest', async () => {
    const [order, other] = [await givenOrder(mug), await givenOrder(mug, cup)]
    const rival = { userId: other.userId, orderId: uuidv7() }
    const commands = [
      reserve(order),
      reserve(order), // the same order in another message
      reserve(other, mug),
      reserve(rival, cup), // the same cart
      reserve({ userId: uuidv7(), orderId: uuidv7() }),
    ]
    const answers = await Promise.all(commands)
    assert.deepEqual(
      answers.map((answer) => answer?.key),
      [order.orderId, undefined, other.orderId, undefined, undefined],
    )
    assert.equal((await reserve(rival, cup))?.key, rival.orderId)
    const ends = await Promise.all([clear(other), clear(rival), clear(order), clear(order)])
    assert.deepEqual(
      ends.map((answer) => answer?.key),
      [other.orderId, undefined, order.orderId, undefined],
    )
  })

  it('is void for all where it is so for one, and then each is one of its own', async () => {
    for (const command of [reserve, clear]) {
      const orders = await Promise.all([1, 2, 3].map(() => givenOrder(mug)))
      if (command === clear) await Promise.all(orders.map((order) => reserve(order)))
      const before = statements
      const { answer } = await beginDuring(
        (trx) => upsertLine(trx, orders[1]!.userId, { productId: cup, quantity: 1 }),
        () => Promise.all(orders.map((order) => command(order).then((one) => one?.key))),
      )
      assert.deepEqual(
        answer,
        orders.map(({ orderId }) => orderId),
      )
      assert.equal(statements - before, 1 + orders.length)
    }
  })

  it('meets another replica at the same carts, and neither waits for the other for ever', async () => {
    const elsewhere = makeAtOnce(shop.db)
    const orders = await Promise.all(Array.from({ length: 10 }, () => givenOrder(mug, cup)))
    const rivals = orders.map(({ userId }) => ({ userId, orderId: uuidv7() }))
    const answers = await Promise.all([
      ...orders.map((order) => reserve(order, mug)),
      ...rivals.toReversed().map((rival) => reserve(rival, cup, undefined, elsewhere)),
    ])
    const reserved = await shop
      .db('cart_lines')
      .whereIn(
        'user_id',
        orders.map(({ userId }) => userId),
      )
      .whereNotNull('reserved_by')
    const answered = answers.flatMap((answer) => answer?.key ?? [])
    assert.deepEqual(new Set(reserved.map(({ reserved_by }) => reserved_by)), new Set(answered))
    assert.equal(new Set(reserved.map(({ user_id }) => user_id)).size, orders.length)
  })

  it('is void when the customer has put something else in, which it did not see', async () => {
    for (const command of [reserve, clear]) {
      const order = await givenOrder(mug)
      if (command === clear) await reserve(order)
      const before = await traces()
      const { answer, traces: after } = await beginDuring(
        (trx) => upsertLine(trx, order.userId, { productId: cup, quantity: 1 }),
        () => command(order),
      )
      assert.equal(answer, undefined)
      assert.deepEqual(after.counts, before.counts)
      assert.deepEqual(
        after.lines.filter(({ product_id }) => product_id !== cup),
        before.lines.filter(({ product_id }) => product_id !== cup),
      )
    }
  })

  it('is void when a line that it wants is gone by then', async () => {
    const order = await givenOrder(mug, cup)
    const before = await traces()
    const { answer, traces: after } = await beginDuring(
      (trx) => deleteLines(trx, order.userId, [line(mug)]),
      () => reserve(order),
    )
    assert.equal(answer, undefined)
    assert.deepEqual(after.counts, before.counts)
    assert.equal(after.lines.length, before.lines.length - 1)
  })

  it('is void when its order has ended meanwhile', async () => {
    for (const command of [reserve, clear]) {
      const order = await givenOrder(mug)
      if (command === clear) await reserve(order)
      const { answer } = await beginDuring(
        (trx) => releaseItems(trx, uuidv7(), order.orderId),
        () => command(order),
      )
      assert.equal(answer, undefined)
      assert.equal((await shop.carts.getCart(order.userId)).locked, false)
      const answers = await shop.answersTo(order.orderId)
      assert.equal(answers.at(-1), 'items.released')
    }
  })
})
