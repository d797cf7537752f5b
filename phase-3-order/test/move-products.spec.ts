// An existing shop goes on: the stock of phase 1, and what orders hold of it, is that of phase 2, whatever dies on the way.
import assert from 'node:assert/strict'
import { v7 as uuidv7 } from 'uuid'
import { moveProducts } from '../move-products.ts'
import { migrations } from '../services/product/migrations.ts'
import { products as productTables } from '../services/product/migrations/001-products.ts'
import { stockHolds } from '../services/product/migrations/002-stock-holds.ts'
import { migrate } from '../shared/migrate.ts'
import { givenDatabase } from './given-database.ts'
import { makeDoom, openDoomedDatabase } from './given-doom.ts'

type Product = ReturnType<typeof aProduct>

const aProduct = () => ({
  id: uuidv7(),
  name: 'Mug',
  description: 'Holds what you pour into it.',
  category: 'kitchen',
  price_cents: 900,
  currency: 'EUR',
  stock: 7,
})

describe('moving the catalogue to a database of its own', function () {
  this.timeout(60_000)

  type Database = Awaited<ReturnType<typeof givenDatabase>>
  let from: Database
  let to: Database
  before(async () => {
    from = await givenDatabase([])
    to = await givenDatabase([])
  })
  after(() => Promise.all([from.close(), to.close()]))

  const stocks = async (db = to.db) =>
    (await db('products').orderBy('id')).map(({ id, stock }) => ({ id, stock }))
  const moved = async () => ({
    categories: await to.db('categories').orderBy('slug'),
    products: await to.db('products').orderBy('id'),
    stock_holds: await to.db('stock_holds').orderBy(['order_id', 'product_id']),
  })

  /** Hands back what the old shop has, as its database has it. */
  async function givenOldShop(products: Product[], holds: object[] = []) {
    for (const { db } of [from, to]) {
      await db.raw(`drop schema public cascade; create schema public`)
    }
    await migrate(to.db, migrations)
    for (const { up } of [productTables, stockHolds]) await up(from.db)
    await from.db('categories').insert({ slug: 'kitchen', name: 'Kitchen' })
    await from.db.batchInsert('products', products)
    if (holds.length > 0) await from.db('stock_holds').insert(holds)
    return {
      categories: await from.db('categories'),
      products: await from.db('products').orderBy('id'),
      stock_holds: await from.db('stock_holds').orderBy(['order_id', 'product_id']),
    }
  }

  it('takes everything as it is, and the old tables are gone', async () => {
    const products = Array.from({ length: 2_500 }, aProduct) // more than two batches
    const [mug, cup] = products as [Product, Product]
    const [held, released] = [uuidv7(), uuidv7()]
    const old = await givenOldShop(products, [
      { order_id: held, product_id: mug.id, quantity: 3, state: 'held' },
      { order_id: held, product_id: cup.id, quantity: 1, state: 'held' },
      { order_id: released, product_id: mug.id, quantity: 2, state: 'released' },
    ])
    assert.equal(await moveProducts(from.db, to.db), 2_500 + 1 + 3)
    assert.deepEqual(await moved(), old)
    const states = await to.db('holds').select('order_id', 'state').orderBy('order_id')
    assert.deepEqual(states, [
      { order_id: held, state: 'held' },
      { order_id: released, state: 'released' },
    ])
    for (const { name } of [{ name: 'products' }, { name: 'categories' }, { name: 'stock_holds' }])
      assert.equal(await from.db.schema.hasTable(name), false, name)
  })

  it('brings the stock that was left, not that of a new demonstration', async () => {
    const mug = aProduct()
    await givenOldShop([mug])
    await to.db('categories').insert({ slug: 'kitchen', name: 'Kitchen' })
    await to.db('products').insert({ ...mug, stock: 100 })
    await moveProducts(from.db, to.db)
    assert.deepEqual(await stocks(), [{ id: mug.id, stock: 7 }])
  })

  it('does nothing the second time, nor for two who come at once', async () => {
    const old = await givenOldShop([aProduct(), aProduct()])
    const both = [1, 2].map(() => moveProducts(from.db, to.db))
    assert.deepEqual(new Set(await Promise.all(both)), new Set([0, 3]))
    assert.equal(await moveProducts(from.db, to.db), 0)
    assert.deepEqual(await moved(), old)
  })

  for (const side of ['old', 'new'] as const) {
    it(`loses and invents nothing when it dies before any statement in the ${side} database`, async () => {
      let at = 1
      for (let wasKilled = true; wasKilled; at++) {
        const mug = aProduct()
        await givenOldShop([mug])
        const doom = makeDoom(at, 'before')
        const doomed = openDoomedDatabase((side === 'old' ? from : to).url, doom)
        const dbs = side === 'old' ? ([doomed.db, to.db] as const) : ([from.db, doomed.db] as const)
        await moveProducts(...dbs).catch(() => {})
        await doomed.bury()
        wasKilled = doom.isDead()

        // Somebody buys one meanwhile, if it was moved: it must not come back.
        const bought = await to.db('products').where({ id: mug.id }).decrement('stock')
        await moveProducts(from.db, to.db)
        assert.deepEqual(await stocks(), [{ id: mug.id, stock: 7 - bought }], `statement ${at}`)
      }
      assert.ok(at > 6, `only ${at} statements were seen`)
    })
  }
})
