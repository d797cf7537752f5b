// The seed: a catalogue that other specs, the journeys and the learners may count on.
import assert from 'node:assert/strict'
import { v7 as uuidv7, validate, version } from 'uuid'
import type { Product } from '../../../contracts/product-api.ts'
import { seedProducts } from '../product-seed.ts'
import { givenProducts, type GivenProducts } from './given-product.ts'

describe('the seed', () => {
  let shop: GivenProducts
  let catalogue: Product[]
  before(async () => {
    shop = await givenProducts()
    await seedProducts(shop.db)
    catalogue = (await shop.products.listProducts({ sort: 'name', limit: 100 })).items
  })
  after(() => shop.close())

  const withStock = (min: number, max: number) =>
    catalogue.filter(({ stock }) => stock >= min && stock <= max).length

  it('has 72 products, 12 in each of 6 categories', async () => {
    assert.equal(catalogue.length, 72)
    const categories = await shop.products.listCategories()
    assert.deepEqual(
      categories.map(({ products }) => products),
      Array<number>(6).fill(12),
    )
  })

  it('has prices from 99 to 249900 cents', () => {
    const prices = catalogue.map(({ priceCents }) => priceCents)
    assert.deepEqual([Math.min(...prices), Math.max(...prices)], [99, 249_900])
  })

  it('has plenty of some products, few of others, one or none of a few', () => {
    assert.ok(withStock(200, Infinity) >= 24)
    assert.ok(withStock(8, 20) >= 3)
    assert.ok(withStock(1, 1) >= 3)
    assert.ok(withStock(0, 0) >= 3)
  })

  it('has names from several alphabets, none twice, each with a description', () => {
    const names = catalogue.map(({ name }) => name)
    assert.equal(new Set(names).size, 72)
    for (const letter of ['é', 'ñ', 'ß', '日本', '🔦']) {
      assert.ok(
        names.some((name) => name.includes(letter)),
        letter,
      )
    }
    for (const { name, description } of catalogue) assert.match(description, /^\S.{15,}\.$/u, name)
  })

  it('has ids that look like all others', () => {
    for (const { id } of catalogue) assert.ok(validate(id) && version(id) === 7, id)
  })

  it('puts nothing back when it is sown again', async () => {
    const [mug] = catalogue.filter(({ stock }) => stock > 0)
    await shop.products.holdStock(uuidv7(), [{ productId: mug!.id, quantity: 1 }])
    await seedProducts(shop.db)
    const again = await shop.products.listProducts({ sort: 'name', limit: 100 })
    const expected = catalogue.map((one) => (one === mug ? { ...one, stock: one.stock - 1 } : one))
    assert.deepEqual(again.items, expected)
  })
})
