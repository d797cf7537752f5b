// Two requests about one order at the same moment, in every combination: the second one waits, then sees what the first
// one did.
import assert from 'node:assert/strict'
import type { Knex } from 'knex'
import { v7 as uuidv7 } from 'uuid'
import { until } from '../../../../scripts/until.ts'
import { clearItems, releaseItems, reserveItems } from '../cart-checkout.ts'
import { beginCheckout } from '../cart-reservations.ts'
import { givenCarts, type GivenCarts } from './given-cart.ts'

type Request = 'reserve' | 'release' | 'clear'
type Ids = [userId: string, orderId: string]

const undone = new Error('undone')
const done = { reserve: 'items.reserved', release: 'items.released', clear: 'cart.cleared' }

describe('two requests of one order at once', () => {
  let shop: GivenCarts
  let mug: string
  before(async () => {
    shop = await givenCarts()
    mug = shop.catalogue.add({ name: 'Mug' })
  })
  after(() => shop.close())

  const lines = () => [{ productId: mug, quantity: 1 }]
  const requests = {
    reserve: ([userId, orderId]: Ids) => shop.reserve(userId, orderId, lines()),
    release: ([, orderId]: Ids) => shop.release(orderId),
    clear: ([, orderId]: Ids) => shop.clear(orderId),
  }
  const effects = {
    reserve: (trx: Knex.Transaction, [userId, orderId]: Ids) =>
      reserveItems(trx, uuidv7(), { userId, orderId, lines: lines() }),
    release: (trx: Knex.Transaction, [, orderId]: Ids) => releaseItems(trx, uuidv7(), orderId),
    clear: (trx: Knex.Transaction, [, orderId]: Ids) => clearItems(trx, uuidv7(), orderId),
  }
  const givenOrder = async (): Promise<Ids> => [await shop.customerWith(mug), uuidv7()]

  async function stateOf([userId]: Ids): Promise<'free' | 'locked' | 'gone'> {
    const { items, locked } = await shop.carts.getCart(userId)
    if (items.length === 0) return 'gone'
    return locked ? 'locked' : 'free'
  }

  /** Sends the second one while the first one is done, but not committed. Hands back what the second one heard. */
  async function sendDuring(
    first: (trx: Knex.Transaction) => Promise<unknown>,
    second: Request,
    ids: Ids,
    mishap?: Error,
  ) {
    let heard = Promise.resolve<string | undefined>('nothing')
    const run = shop.db.transaction(async (trx) => {
      await first(trx)
      heard = requests[second](ids)
      await until('the second one waits', shop.isOneWaiting, Boolean)
      if (mishap) throw mishap
    })
    await run.catch((error: unknown) => {
      if (error !== mishap) throw error
    })
    return heard
  }

  const overlap = (ids: Ids, first: Request, second: Request, mishap?: Error) =>
    sendDuring((trx) => effects[first](trx, ids), second, ids, mishap)

  const ofNewOrder: [Request, Request, string, string][] = [
    ['reserve', 'reserve', 'items.reserved', 'locked'],
    ['reserve', 'release', 'items.released', 'free'],
    ['reserve', 'clear', 'cart.cleared', 'gone'],
    ['release', 'reserve', 'items.refused', 'free'],
    ['release', 'release', 'items.released', 'free'],
    ['release', 'clear', 'cart.cleared', 'free'],
    ['clear', 'reserve', 'items.refused', 'free'],
    ['clear', 'release', 'items.released', 'free'],
    ['clear', 'clear', 'cart.cleared', 'free'],
  ]
  for (const [first, second, heard, state] of ofNewOrder) {
    it(`that is new: ${first}, then ${second}: ${heard}, and the line is ${state}`, async () => {
      const ids = await givenOrder()
      assert.equal(await overlap(ids, first, second), heard)
      assert.equal(await stateOf(ids), state)
    })
  }

  const ofReserved: [Request, Request, string, string][] = [
    ['reserve', 'reserve', 'items.reserved', 'locked'],
    ['reserve', 'release', 'items.released', 'free'],
    ['reserve', 'clear', 'cart.cleared', 'gone'],
    ['release', 'reserve', 'items.refused', 'free'],
    ['release', 'release', 'items.released', 'free'],
    ['release', 'clear', 'cart.cleared', 'free'],
    ['clear', 'reserve', 'items.refused', 'gone'],
    ['clear', 'release', 'items.released', 'gone'],
    ['clear', 'clear', 'cart.cleared', 'gone'],
  ]
  for (const [first, second, heard, state] of ofReserved) {
    it(`that has reserved: ${first}, then ${second}: ${heard}, and the line is ${state}`, async () => {
      const ids = await givenOrder()
      await requests.reserve(ids)
      assert.equal(await overlap(ids, first, second), heard)
      assert.equal(await stateOf(ids), state)
    })
  }

  const undoneOfNewOrder: [Request, Request, string][] = [
    ['reserve', 'reserve', 'locked'],
    ['reserve', 'release', 'free'],
    ['release', 'reserve', 'locked'],
    ['clear', 'reserve', 'locked'],
  ]
  for (const [first, second, state] of undoneOfNewOrder) {
    it(`that is new: ${first}, which is undone, then ${second}: the line is ${state}`, async () => {
      const ids = await givenOrder()
      assert.equal(await overlap(ids, first, second, undone), done[second])
      assert.equal(await stateOf(ids), state)
    })
  }

  it('that has reserved: no end comes between a reserve that finds it open and the lines it takes', async () => {
    for (const end of ['release', 'clear'] as const) {
      const ids = await givenOrder()
      await requests.reserve(ids)
      const [userId, orderId] = ids
      const begin = (trx: Knex.Transaction) => beginCheckout(trx, { id: uuidv7(), userId, orderId })
      const heard = await sendDuring(begin, end, ids)
      assert.equal(heard, done[end])
      assert.notEqual(await stateOf(ids), 'locked')
    }
  })
})
