// Two orders that want the same products must not wait for each other: whoever changes stock locks the products in the
// order of their ids, whatever the order of the lines is, and wherever the rows lie in the table.
import assert from 'node:assert/strict'
import { v7 as uuidv7 } from 'uuid'
import { until } from '../../../../scripts/until.ts'
import type { ProductApi } from '../../../contracts/product-api.ts'
import { makeProduct } from '../product.ts'
import { givenProducts, type GivenProducts } from './given-product.ts'

describe('the products of an order', () => {
  let shop: GivenProducts
  before(async () => (shop = await givenProducts()))
  after(() => shop.close())

  /** As many as it takes for the first id to be the last row. Hands back the ids in their order. */
  async function givenShelf() {
    const ids = Array.from({ length: 4 }, () => uuidv7()).toSorted()
    for (const id of ids.toReversed()) await shop.add({ id, stock: 10 })
    return ids
  }

  async function isWaiting() {
    const { rows } = await shop.db.raw<{ rows: unknown[] }>(
      `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
    )
    return rows.length === 1
  }

  /** While somebody has the first of them, whoever wants all of them has none of the others yet. */
  async function asksForFirstFirst(ids: string[], ask: () => Promise<unknown>) {
    let asked: Promise<unknown> | undefined
    await shop.db.transaction(async (trx) => {
      await trx('products').where({ id: ids[0]! }).forUpdate()
      asked = ask()
      await until('it waits', isWaiting, Boolean)
      const others = await trx('products').whereIn('id', ids.slice(1)).forUpdate().noWait()
      assert.equal(others.length, ids.length - 1)
    })
    await asked
  }

  /** By whatever plan Postgres makes, not along an index, which would have them in order by itself. */
  const unguided = (ask: (products: ProductApi) => Promise<unknown>) =>
    shop.db.transaction(async (trx) => {
      await trx.raw('set local enable_seqscan = on; set local enable_bitmapscan = on')
      await ask(makeProduct({ db: trx }))
    })

  const stocks = async (ids: string[]) =>
    (await shop.products.getProducts(ids)).map(({ stock }) => stock)

  it('are taken in the order of their ids', async () => {
    const ids = await givenShelf()
    const lines = ids.toReversed().map((productId) => ({ productId, quantity: 1 }))
    await asksForFirstFirst(ids, () => unguided((products) => products.holdStock(uuidv7(), lines)))
    assert.deepEqual(await stocks(ids), [9, 9, 9, 9])
  })

  it('are given back in the same order', async () => {
    const ids = await givenShelf()
    const orderId = uuidv7()
    const lines = ids.toReversed().map((productId) => ({ productId, quantity: 1 }))
    await shop.products.holdStock(orderId, lines)
    await asksForFirstFirst(ids, () => unguided((products) => products.releaseStock(orderId)))
    assert.deepEqual(await stocks(ids), [10, 10, 10, 10])
  })
})
