// Holds keyed by order: whatever is repeated, late or reordered on its way, no stock is lost, and none is sold twice.
import assert from 'node:assert/strict'
import type { Knex } from 'knex'
import { v7 as uuidv7 } from 'uuid'
import type { ProductApi } from '../../../contracts/product-api.ts'
import { migrate } from '../../../shared/migrate.ts'
import { givenDatabase } from '../../../test/given-database.ts'
import { migrations } from '../migrations.ts'
import { products as productTables } from '../migrations/001-products.ts'
import { stockHolds } from '../migrations/002-stock-holds.ts'
import { makeProduct } from '../product.ts'
import { insertCategories, insertProducts } from '../product-store.ts'
import { givenProducts, type GivenProducts } from './given-product.ts'

const [held, notHeld] = [{ isHeld: true }, { isHeld: false }]

describe('a hold', () => {
  let shop: GivenProducts
  before(async () => (shop = await givenProducts()))
  after(() => shop.close())

  const addStock = (...stocks: number[]) => shop.add(...stocks.map((stock) => ({ stock })))
  const stockOf = async (id: string) => (await shop.products.getProduct(id)).stock
  const oneOf = (...ids: string[]) => ids.map((productId) => ({ productId, quantity: 1 }))
  const stateOf = async (orderId: string, db: Knex = shop.db) =>
    (await db('holds').where({ order_id: orderId }).first())?.state

  it('that comes after its order was released is refused, and takes nothing', async () => {
    const [[mug = ''], orderId] = [await addStock(5), uuidv7()]
    await shop.products.releaseStock(orderId)
    assert.deepEqual(await shop.products.holdStock(orderId, oneOf(mug)), notHeld)
    assert.deepEqual(await shop.products.holdStock(orderId, oneOf(mug)), notHeld)
    assert.equal(await stockOf(mug), 5)
    assert.equal(await stateOf(orderId), 'released')
  })

  it('that comes a second time after its order was released is refused', async () => {
    const [[mug = ''], orderId] = [await addStock(5), uuidv7()]
    await shop.products.holdStock(orderId, oneOf(mug))
    await shop.products.releaseStock(orderId)
    assert.deepEqual(await shop.products.holdStock(orderId, oneOf(mug)), notHeld)
    assert.equal(await stockOf(mug), 5)
  })

  it('that was refused for good stands in nobody else’s way', async () => {
    const [[mug = ''], orderId] = [await addStock(1), uuidv7()]
    await shop.products.releaseStock(orderId)
    await shop.products.holdStock(orderId, oneOf(mug))
    assert.deepEqual(await shop.products.holdStock(uuidv7(), oneOf(mug)), held)
  })

  it('asked for again answers as before, also when nothing is left', async () => {
    const [[mug = ''], orderId] = [await addStock(1), uuidv7()]
    assert.deepEqual(await shop.products.holdStock(orderId, oneOf(mug)), held)
    assert.deepEqual(await shop.products.holdStock(orderId, oneOf(mug)), held)
    assert.equal(await stockOf(mug), 0)
  })

  it('that was short is forgotten, and may be tried afresh', async () => {
    const [[mug = '', cup = ''], orderId] = [await addStock(5, 0), uuidv7()]
    assert.deepEqual(await shop.products.holdStock(orderId, oneOf(mug, cup)), notHeld)
    assert.equal(await stateOf(orderId), undefined)
    await shop.db('products').where({ id: cup }).update({ stock: 1 })
    assert.deepEqual(await shop.products.holdStock(orderId, oneOf(mug, cup)), held)
    assert.deepEqual([await stockOf(mug), await stockOf(cup)], [4, 0])
    assert.equal(await stateOf(orderId), 'held')
  })

  it('that was short is refused once its order has been released', async () => {
    const [[mug = ''], orderId] = [await addStock(0), uuidv7()]
    await shop.products.holdStock(orderId, oneOf(mug))
    await shop.products.releaseStock(orderId)
    await shop.db('products').where({ id: mug }).update({ stock: 1 })
    assert.deepEqual(await shop.products.holdStock(orderId, oneOf(mug)), notHeld)
    assert.equal(await stockOf(mug), 1)
  })

  it('takes all lines or none, wherever the short one stands', async () => {
    const [mug = '', cup = '', pot = ''] = await addStock(5, 0, 5)
    for (const ids of [
      [mug, cup, pot],
      [cup, pot, mug],
      [pot, mug, cup],
    ]) {
      assert.deepEqual(await shop.products.holdStock(uuidv7(), oneOf(...ids)), notHeld)
      assert.deepEqual(await Promise.all([mug, cup, pot].map(stockOf)), [5, 0, 5])
    }
  })

  it('is put back once, however often its order is released', async () => {
    const [[mug = '', cup = ''], orderId] = [await addStock(5, 3), uuidv7()]
    await shop.products.holdStock(orderId, oneOf(mug, cup))
    const release = () => shop.products.releaseStock(orderId)
    await release()
    await Promise.all([release(), release(), release()])
    assert.deepEqual([await stockOf(mug), await stockOf(cup)], [5, 3])
  })

  it('can be looked at before it is made, and that takes nothing', async () => {
    const [mug = '', cup = ''] = await addStock(1, 2)
    const look = async (...lines: [string, number][]) => {
      const wanted = lines.map(([productId, quantity]) => ({ productId, quantity }))
      return (await shop.products.checkAvailability(wanted)).isAvailable
    }
    assert.equal(await look([mug, 1], [cup, 2]), true)
    assert.equal(await look([mug, 1], [cup, 3]), false)
    assert.equal(await look([mug, 1], [uuidv7(), 1]), false)
    assert.deepEqual([await stockOf(mug), await stockOf(cup)], [1, 2])
    await shop.products.holdStock(uuidv7(), oneOf(mug))
    assert.equal(await look([mug, 1]), false)
    assert.equal(await look([cup, 2]), true)
  })

  it('and its release leave the stock whole, in whatever order they come at once', async () => {
    const products = makeProduct({ db: shop.db }) // not over the wire, which would ask again by itself
    for (let round = 0; round < 20; round++) {
      const [[mug = '', cup = ''], orderId] = [await addStock(5, 5), uuidv7()]
      const hold = () => products.holdStock(orderId, oneOf(mug, cup))
      const release = () => products.releaseStock(orderId)
      const requests = [hold, release, hold, hold, release, release]
      const turned = [...requests.slice(round % 6), ...requests.slice(0, round % 6)]
      await Promise.all(turned.map((send) => send()))
      assert.deepEqual([await stockOf(mug), await stockOf(cup)], [5, 5], `round ${round}`)
      assert.equal(await stateOf(orderId), 'released')
      assert.deepEqual(await hold(), notHeld)
    }
  })

  it('is one of 50 at once, of carts that overlap: nothing is oversold, and nobody waits for ever', async () => {
    const ids = await addStock(20, 15, 12, 9)
    const [before, buyers] = [new Map<string, number>(), Array.from({ length: 50 }, () => uuidv7())]
    for (const id of ids) before.set(id, await stockOf(id))
    const sold = new Map(ids.map((id) => [id, 0]))
    let refused = 0

    await Promise.all(
      buyers.map(async (orderId, number) => {
        // Each one has another first line, three of the four, and another quantity of each.
        const turn = [...ids.slice(number % 4), ...ids.slice(0, number % 4)].slice(0, 3)
        const lines = (number % 8 < 4 ? turn : turn.toReversed()).map((productId, at) => ({
          productId,
          quantity: 1 + ((number + at) % 2),
        }))
        const { isHeld } = await shop.products.holdStock(orderId, lines)
        if (!isHeld) return void refused++
        if (number % 5 === 0) return shop.products.releaseStock(orderId)
        for (const { productId, quantity } of lines) {
          sold.set(productId, sold.get(productId)! + quantity)
        }
      }),
    )

    for (const id of ids) {
      const left = await stockOf(id)
      assert.ok(left >= 0)
      assert.equal(left + sold.get(id)!, before.get(id))
    }
    assert.ok(refused > 0, 'there was enough for all')
    await assertHoldsFit(ids, sold)
    // A deadlock would be an unavailable that the client asks again after: nobody else would hear of it.
    const metrics = await shop.served.metrics()
    const counted = metrics.split('\n').filter((series) => /_count\{/.test(series))
    assert.ok(counted.some((series) => series.includes('HoldStock')))
    assert.deepEqual(
      counted.filter((series) => !series.includes('code="OK"')),
      [],
    )
  })

  /** What the tables say is what was sold, and no row of holds is without its lines. */
  async function assertHoldsFit(ids: string[], sold: Map<string, number>) {
    const lines = await shop.db('stock_holds').whereIn('product_id', ids).where({ state: 'held' })
    for (const id of ids) {
      const mine = lines.filter(({ product_id: productId }) => productId === id)
      const total = mine.reduce((sum: number, { quantity }) => sum + quantity, 0)
      assert.equal(total, sold.get(id))
    }
    const { rows } = await shop.db.raw(
      `select order_id, state from holds where state = 'held'
       except select order_id, state from stock_holds`,
    )
    assert.deepEqual(rows, [])
  }

  describe('that the monolith had made before the stock moved', () => {
    let moved: Awaited<ReturnType<typeof givenDatabase>>
    let products: ProductApi
    const [mug, cup] = [uuidv7(), uuidv7()]
    const [holding, over] = [uuidv7(), uuidv7()]
    before(async () => {
      moved = await givenDatabase([productTables, stockHolds])
      await insertCategories(moved.db, [{ slug: 'kitchen', name: 'Kitchen' }])
      const plain = { name: 'Mug', description: 'Holds.', category: 'kitchen', currency: 'EUR' }
      const all = [mug, cup].map((id) => ({ ...plain, id, priceCents: 900, stock: 5 }))
      await insertProducts(moved.db, all)
      await moved.db('stock_holds').insert([
        { order_id: holding, product_id: mug, quantity: 2, state: 'held' },
        { order_id: holding, product_id: cup, quantity: 1, state: 'held' },
        { order_id: over, product_id: mug, quantity: 3, state: 'released' },
      ])
      await migrate(moved.db, migrations)
      products = makeProduct({ db: moved.db })
    })
    after(() => moved.close())
    const stocks = async () => [
      (await products.getProduct(mug)).stock,
      (await products.getProduct(cup)).stock,
    ]

    it('is known, once for each order', async () => {
      assert.deepEqual(await stateOf(holding, moved.db), 'held')
      assert.deepEqual(await stateOf(over, moved.db), 'released')
    })

    it('is the same when the order asks again', async () => {
      assert.deepEqual(await products.holdStock(holding, oneOf(mug)), held)
      assert.deepEqual(await products.holdStock(over, oneOf(mug)), notHeld)
      assert.deepEqual(await stocks(), [5, 5])
    })

    it('can be released, once', async () => {
      for (const orderId of [over, holding, holding]) await products.releaseStock(orderId)
      assert.deepEqual(await stocks(), [7, 6])
    })
  })
})
