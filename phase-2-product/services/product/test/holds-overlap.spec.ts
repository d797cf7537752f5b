// Two requests about one order at the same moment, in every combination: the second one waits if the first one changes
// anything, then sees what the first one did.
import assert from 'node:assert/strict'
import { v7 as uuidv7 } from 'uuid'
import { until } from '../../../../scripts/until.ts'
import type { ProductApi } from '../../../contracts/product-api.ts'
import { makeProduct } from '../product.ts'
import { givenProducts, type GivenProducts } from './given-product.ts'

type Request = 'hold' | 'release'
type Ids = [orderId: string, mug: string, cup: string]

const requests = {
  async hold(products: ProductApi, [orderId, ...ids]: Ids) {
    const lines = ids.map((productId) => ({ productId, quantity: 2 }))
    const { isHeld } = await products.holdStock(orderId, lines)
    return isHeld ? 'held' : 'refused'
  },
  async release(products: ProductApi, [orderId]: Ids) {
    await products.releaseStock(orderId)
    return 'done'
  },
}
const undone = new Error('undone')

describe('two requests for the stock of one order at once', () => {
  let shop: GivenProducts
  before(async () => (shop = await givenProducts()))
  after(() => shop.close())

  async function givenOrder(mugs: number, cups = mugs): Promise<Ids> {
    const [mug = '', cup = ''] = await shop.add({ stock: mugs }, { stock: cups })
    return [uuidv7(), mug, cup]
  }

  async function waiting() {
    const { rows } = await shop.db.raw<{ rows: unknown[] }>(
      `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
    )
    return rows.length
  }
  const untilWaiting = (many: number) => until(`${many} wait`, waiting, (now) => now === many)

  /** Sends the second one while the first one is done, but not committed. Hands back what the second one heard. */
  async function overlap(
    ids: Ids,
    first: Request,
    second: Request,
    { mishap, theirs = ids }: { mishap?: Error | undefined; theirs?: Ids } = {},
  ) {
    let heard = Promise.resolve('nothing')
    const run = shop.db.transaction(async (trx) => {
      await requests[first](makeProduct({ db: trx }), ids)
      heard = requests[second](shop.products, theirs)
      await untilWaiting(1)
      if (mishap) throw mishap
    })
    await run.catch((error: unknown) => {
      if (error !== mishap) throw error
    })
    return heard
  }

  /** Sends the second one while the first one, which has begun, waits for a product. Hands back what both heard. */
  async function overlapMidway(ids: Ids, first: Request, second: Request) {
    const heard: Promise<string>[] = []
    await shop.db.transaction(async (trx) => {
      await trx('products').where({ id: ids[2] }).forUpdate().first()
      for (const [at, request] of [first, second].entries()) {
        heard.push(requests[request](shop.products, ids))
        await untilWaiting(at + 1)
      }
    })
    return Promise.all(heard)
  }

  const leftOf = async ([, ...ids]: Ids) =>
    (await shop.products.getProducts(ids)).map(({ stock }) => stock)

  const ofNewOrder: [Request, Request, string, number][] = [
    ['hold', 'hold', 'held', 3],
    ['hold', 'release', 'done', 5],
    ['release', 'hold', 'refused', 5],
    ['release', 'release', 'done', 5],
  ]
  for (const [first, second, heard, left] of ofNewOrder) {
    it(`that is new: ${first}, then ${second}: ${heard}, and ${left} of 5 are left`, async () => {
      const ids = await givenOrder(5)
      assert.equal(await overlap(ids, first, second), heard)
      assert.deepEqual(await leftOf(ids), [left, left])
    })
  }

  const ofHolding: [Request, Request, string, number][] = [
    ['release', 'hold', 'refused', 5],
    ['release', 'release', 'done', 5],
  ]
  for (const [first, second, heard, left] of ofHolding) {
    it(`that holds already: ${first}, then ${second}: ${heard}, and ${left} of 5 are left`, async () => {
      const ids = await givenOrder(5)
      await requests.hold(shop.products, ids)
      assert.equal(await overlap(ids, first, second), heard)
      assert.deepEqual(await leftOf(ids), [left, left])
    })
  }

  const ofReader: [Request, string, number][] = [
    ['hold', 'held', 3],
    ['release', 'done', 5],
  ]
  for (const [second, heard, left] of ofReader) {
    it(`that holds already: hold, which only looks, then ${second}: ${heard}, without a wait`, async () => {
      const ids = await givenOrder(5)
      await requests.hold(shop.products, ids)
      await shop.db.transaction(async (trx) => {
        assert.equal(await requests.hold(makeProduct({ db: trx }), ids), 'held')
        assert.equal(await requests[second](shop.products, ids), heard)
      })
      assert.deepEqual(await leftOf(ids), [left, left])
    })
  }

  const ofMidway: [Request, Request, string[], number][] = [
    ['hold', 'hold', ['held', 'held'], 3],
    ['hold', 'release', ['held', 'done'], 5],
    ['release', 'hold', ['done', 'refused'], 5],
    ['release', 'release', ['done', 'done'], 5],
  ]
  for (const [first, second, heard, left] of ofMidway) {
    it(`whose ${first} is halfway done when the ${second} comes: ${heard.join()}, and ${left} of 5 are left`, async () => {
      const ids = await givenOrder(5)
      if (first === 'release') await requests.hold(shop.products, ids)
      assert.deepEqual(await overlapMidway(ids, first, second), heard)
      assert.deepEqual(await leftOf(ids), [left, left])
    })
  }

  async function assertShort(ids: Ids, state: string | undefined) {
    assert.deepEqual(await leftOf(ids), [5, 1])
    const row = await shop.db('holds').where({ order_id: ids[0] }).first()
    assert.equal(row?.state, state)
  }
  const ofShort: [Request, string, string | undefined][] = [
    ['hold', 'refused', undefined],
    ['release', 'done', 'released'],
  ]
  for (const [second, heard, state] of ofShort) {
    it(`that is short: hold, then ${second}: ${heard}, and ${state ?? 'nothing'} is remembered`, async () => {
      const ids = await givenOrder(5, 1)
      assert.deepEqual(await overlapMidway(ids, 'hold', second), ['refused', heard])
      await assertShort(ids, state)
    })
  }

  it('that is short: release, then hold: refused, and released is remembered', async () => {
    const ids = await givenOrder(5, 1)
    assert.equal(await overlap(ids, 'release', 'hold'), 'refused')
    await assertShort(ids, 'released')
  })

  const ofOthers: [string, Error | undefined, string, number][] = [
    ['is done', undefined, 'refused', 1],
    ['is undone', undone, 'held', 1],
  ]
  for (const [how, mishap, heard, left] of ofOthers) {
    it(`that waits for the hold of another one, which ${how}: ${heard}`, async () => {
      const [, ...mine] = await givenOrder(3)
      const other: Ids = [uuidv7(), ...mine]
      const order: Ids = [uuidv7(), ...mine]
      assert.equal(await overlap(other, 'hold', 'hold', { mishap, theirs: order }), heard)
      assert.deepEqual(await leftOf(order), [left, left])
    })
  }

  const ofUndone: [Request, Request, string, number][] = [
    ['hold', 'hold', 'held', 3],
    ['hold', 'release', 'done', 5],
    ['release', 'hold', 'held', 3],
  ]
  for (const [first, second, heard, left] of ofUndone) {
    it(`that is new: ${first}, which is undone, then ${second}: ${heard}, and ${left} of 5 are left`, async () => {
      const ids = await givenOrder(5)
      assert.equal(await overlap(ids, first, second, { mishap: undone }), heard)
      assert.deepEqual(await leftOf(ids), [left, left])
    })
  }
})
