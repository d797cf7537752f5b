// The catalogue through its contract: what is found, in which order, and page by page.
import assert from 'node:assert/strict'
import { v7 as uuidv7 } from 'uuid'
import type { ProductQuery, ProductSort } from '../../../contracts/product-api.ts'
import { encodeCursor } from '../../../shared/cursor.ts'
import { givenProducts, type GivenProducts } from './given-product.ts'

describe('the catalogue', () => {
  let shop: GivenProducts
  before(async () => (shop = await givenProducts()))
  after(() => shop.close())
  beforeEach(() => shop.clear())

  const list = (query: Partial<ProductQuery>) =>
    shop.products.listProducts({ sort: 'name', limit: 100, ...query })
  const namesOf = async (query: Partial<ProductQuery>) =>
    (await list(query)).items.map(({ name }) => name)

  /** The names on each page, until there is none left. */
  async function pagesOf(query: Partial<ProductQuery>) {
    const pages: string[][] = []
    let cursor: string | undefined
    do {
      const { items, nextCursor } = await list({ ...query, cursor })
      pages.push(items.map(({ name }) => name))
      cursor = nextCursor ?? undefined
    } while (cursor)
    return pages
  }

  it('shows a product as it was entered', async () => {
    const mug = {
      id: uuidv7(),
      name: 'Becher „Größe 1“ 🍵',
      description: '湯呑み, fired twice.',
      category: 'kitchen',
      priceCents: 249900,
      currency: 'EUR',
      stock: 0,
    }
    await shop.add(mug)
    assert.deepEqual(await shop.products.getProduct(mug.id), mug)
    assert.deepEqual((await list({})).items, [mug])
  })

  it('does not know what it does not have', async () => {
    await assert.rejects(shop.products.getProduct(uuidv7()), { kind: 'not_found' })
  })

  it('hands out many products at once, without those it does not have', async () => {
    const ids = await shop.add({ name: 'Mug' }, { name: 'Cup' })
    const found = await shop.products.getProducts([...ids, uuidv7()])
    assert.deepEqual(found.map(({ name }) => name).toSorted(), ['Cup', 'Mug'])
    assert.deepEqual(await shop.products.getProducts([]), [])
  })

  it('counts the products of each category, also where there are none', async () => {
    await shop.add({ category: 'books' }, { category: 'kitchen' }, { category: 'kitchen' })
    await shop.db('categories').insert({ slug: 'art', name: 'Art' })
    assert.deepEqual(await shop.products.listCategories(), [
      { slug: 'art', name: 'Art', products: 0 },
      { slug: 'books', name: 'books', products: 1 },
      { slug: 'kitchen', name: 'kitchen', products: 2 },
    ])
  })

  describe('finds', () => {
    beforeEach(() =>
      shop.add(
        { name: 'Café crème', description: 'A cup', category: 'coffee' },
        { name: 'Mug', description: 'For CAFÉ and tea', category: 'kitchen' },
        { name: '100% cotton_towel', description: String.raw`Dries C:\mugs`, category: 'kitchen' },
      ),
    )

    const searches: [string, Partial<ProductQuery>, string[]][] = [
      ['by category', { category: 'coffee' }, ['Café crème']],
      ['nothing in a category that does not exist', { category: 'cars' }, []],
      ['by name or description, whatever the case', { q: 'café' }, ['Café crème', 'Mug']],
      ['by accented capitals', { q: 'CAFÉ' }, ['Café crème', 'Mug']],
      ['by both', { q: 'café', category: 'kitchen' }, ['Mug']],
      ['a percent sign by itself', { q: '%' }, ['100% cotton_towel']],
      ['an underscore by itself', { q: '_' }, ['100% cotton_towel']],
      ['a backslash by itself', { q: '\\' }, ['100% cotton_towel']],
      ['nothing for an attempt at SQL', { q: `' or 1=1 --` }, []],
    ]
    for (const [how, query, names] of searches) {
      it(how, async () => assert.deepEqual(await namesOf(query), names))
    }
  })

  describe('sorts', () => {
    beforeEach(async () => {
      await shop.add({ name: 'Émile', priceCents: 300 })
      await shop.add({ name: 'zebra', priceCents: 100 })
      await shop.add({ name: 'Dora', priceCents: 200 })
    })

    const orders: Record<ProductSort, string[]> = {
      name: ['Dora', 'Émile', 'zebra'],
      price_asc: ['zebra', 'Dora', 'Émile'],
      price_desc: ['Émile', 'Dora', 'zebra'],
      newest: ['Dora', 'zebra', 'Émile'],
    }
    for (const [sort, names] of Object.entries(orders) as [ProductSort, string[]][]) {
      it(`by ${sort}`, async () => assert.deepEqual(await namesOf({ sort }), names))
      it(`by ${sort}, page by page`, async () => {
        assert.deepEqual(await pagesOf({ sort, limit: 2 }), [names.slice(0, 2), names.slice(2)])
      })
    }
  })

  describe('pages', () => {
    it('end without a cursor when nothing follows', async () => {
      await shop.add({ name: 'a' }, { name: 'b' })
      assert.deepEqual(await pagesOf({ limit: 2 }), [['a', 'b']])
      assert.deepEqual(await pagesOf({ limit: 2, q: 'nothing' }), [[]])
    })

    it('have every product once, even if all are equal', async () => {
      const ids = await shop.add(...Array.from({ length: 10 }, () => ({})))
      for (const sort of ['name', 'price_asc', 'price_desc', 'newest'] as const) {
        const seen: string[] = []
        let cursor: string | null | undefined
        while (cursor !== null) {
          const page = await list({ sort, limit: 3, cursor })
          seen.push(...page.items.map(({ id }) => id))
          cursor = page.nextCursor
        }
        assert.deepEqual(seen.toSorted(), ids.toSorted(), sort)
      }
    })

    it('stay in place while products are added before and after them', async () => {
      await shop.add({ name: 'b' }, { name: 'd' }, { name: 'f' })
      const first = await list({ limit: 2 })
      await shop.add({ name: 'a' }, { name: 'c' }, { name: 'e' })
      const second = await list({ limit: 2, cursor: first.nextCursor ?? undefined })
      assert.deepEqual(
        [...first.items, ...second.items].map(({ name }) => name),
        ['b', 'd', 'e', 'f'],
      )
    })

    it('belong to their query', async () => {
      await shop.add({ name: 'a' }, { name: 'b' })
      const { nextCursor } = await list({ limit: 1, q: 'b', category: 'kitchen' })
      assert.equal(nextCursor, null)
      const page = await list({ limit: 1, category: 'kitchen' })
      const cursor = page.nextCursor ?? undefined
      assert.deepEqual(await namesOf({ cursor, category: 'kitchen' }), ['b'])
      const others = [{}, { category: 'books' }, { category: 'kitchen', q: 'b' }]
      for (const query of [...others, { category: 'kitchen', sort: 'newest' } as const]) {
        await assert.rejects(list({ ...query, cursor }), { kind: 'invalid' }, JSON.stringify(query))
      }
    })

    it('cannot be forged', async () => {
      const id = uuidv7()
      const forged: [ProductSort, unknown][] = [
        ['price_asc', ['twelve', id]],
        ['price_asc', [1e300, id]],
        ['price_asc', [1.5, id]],
        ['name', [12, id]],
        ['name', ['a\0', id]],
        ['name', ['a', 'not an id']],
        ['newest', ['not an id', id]],
        ['newest', id],
      ]
      for (const [sort, after] of forged) {
        const cursor = encodeCursor({ query: JSON.stringify([sort, null, null]), after })
        await assert.rejects(list({ sort, cursor }), { kind: 'invalid' }, JSON.stringify(after))
      }
    })
  })
})
