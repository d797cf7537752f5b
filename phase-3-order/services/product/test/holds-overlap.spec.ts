// Two requests about one order at the same moment, in every combination: the second one waits, then sees what the first
// one did.
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

  async function givenOrder(stock: number): Promise<Ids> {
    const [mug = '', cup = ''] = await shop.add({ stock }, { stock })
    return [uuidv7(), mug, cup]
  }

  async function isSecondWaiting() {
    const { rows } = await shop.db.raw<{ rows: unknown[] }>(
      `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
    )
    return rows.length === 1
  }

  /** Sends the second one while the first one is done, but not committed. Hands back what the second one heard. */
  async function overlap(ids: Ids, first: Request, second: Request, mishap?: Error) {
    let heard = Promise.resolve('nothing')
    const run = shop.db.transaction(async (trx) => {
      await requests[first](makeProduct({ db: trx }), ids)
      heard = requests[second](shop.products, ids)
      await until('the second one waits', isSecondWaiting, Boolean)
      if (mishap) throw mishap
    })
    await run.catch((error: unknown) => {
      if (error !== mishap) throw error
    })
    return heard
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
    ['hold', 'hold', 'held', 3],
    ['hold', 'release', 'done', 5],
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

  const ofShort: [Request, Request, string, string | undefined][] = [
    ['hold', 'hold', 'refused', undefined],
    ['hold', 'release', 'done', 'released'],
    ['release', 'hold', 'refused', 'released'],
  ]
  for (const [first, second, heard, state] of ofShort) {
    it(`that is short: ${first}, then ${second}: ${heard}, and ${state ?? 'nothing'} is remembered`, async () => {
      const ids = await givenOrder(1)
      assert.equal(await overlap(ids, first, second), heard)
      assert.deepEqual(await leftOf(ids), [1, 1])
      const row = await shop.db('holds').where({ order_id: ids[0] }).first()
      assert.equal(row?.state, state)
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
      assert.equal(await overlap(ids, first, second, undone), heard)
      assert.deepEqual(await leftOf(ids), [left, left])
    })
  }
})
