// Browsing: what anybody sees without an account.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { sum } from './bill.ts'
import { allProducts, getProduct, listProducts, plentiful, queryString } from './catalogue.ts'
import { newCustomer } from './customer.ts'
import { call, expectRefusal, expectStatus } from './http.ts'
import type { Category, Page, Product } from './types.ts'

const ids = (products: Product[]) => products.map(({ id }) => id)
const prices = (products: Product[]) => products.map(({ priceCents }) => priceCents)
const listCategories = () => expectStatus<Page<Category>>(200, call('GET', '/categories'))

describe('the catalogue', function () {
  this.timeout('120s')
  let everything: Product[]

  before(async () => {
    everything = await allProducts()
  })

  it('shows twenty products at first, by name', async () => {
    const page = await listProducts()
    assert.equal(page.items.length, 20)
    assert.deepEqual(page, await listProducts({ sort: 'name', limit: 20 }))
    const names = everything.map(({ name }) => name)
    assert.deepEqual(names, names.toSorted(new Intl.Collator('en').compare))
  })

  it('shows everything page by page, each product once', async () => {
    const paged = await allProducts({ limit: 7 })
    assert.deepEqual(ids(paged), ids(everything))
    assert.equal(new Set(ids(paged)).size, everything.length)
  })

  it('sorts by price, from either end', async () => {
    const cheapestFirst = await allProducts({ sort: 'price_asc', limit: 9 })
    const dearestFirst = await allProducts({ sort: 'price_desc', limit: 9 })
    const byPrice = prices(everything).toSorted((a, b) => a - b)
    assert.deepEqual(prices(cheapestFirst), byPrice)
    assert.deepEqual(prices(dearestFirst), byPrice.toReversed())
    assert.deepEqual(ids(cheapestFirst).toSorted(), ids(everything).toSorted())
    assert.deepEqual(ids(dearestFirst).toSorted(), ids(everything).toSorted())
  })

  it('sorts by age, newest first', async () => {
    const newestFirst = ids(await allProducts({ sort: 'newest', limit: 9 }))
    assert.deepEqual(newestFirst, ids(everything).toSorted().toReversed())
  })

  it('keeps its place between pages while others are buying', async () => {
    const [product] = await plentiful(1)
    const buyer = await newCustomer()
    const seen: Product[] = []
    let page = await listProducts({ sort: 'price_asc', limit: 17 })
    for (; page.nextCursor;) {
      seen.push(...page.items)
      await buyer.buy([product!, 1])
      page = await listProducts({ sort: 'price_asc', limit: 17, cursor: page.nextCursor })
    }
    seen.push(...page.items)
    assert.deepEqual(ids(seen), ids(await allProducts({ sort: 'price_asc' })))
  })

  it('has at least six categories, and every product is in one of them', async () => {
    const { items } = await listCategories()
    assert.ok(items.length >= 6)
    for (const { slug, products } of items) {
      const inside = await allProducts({ category: slug, limit: 4 })
      assert.deepEqual(ids(inside), ids(everything.filter(({ category }) => category === slug)))
      assert.equal(inside.length, products)
    }
    assert.equal(sum(items.map(({ products }) => products)), everything.length)
  })

  it('has nothing in a category that does not exist', async () => {
    assert.deepEqual(await listProducts({ category: 'no-such-thing' }), {
      items: [],
      nextCursor: null,
    })
  })

  it('finds products by a word of their name or description, in any case', async () => {
    const { name, description } = everything.find((product) => /^[A-Z]\w{3}/.test(product.name))!
    const words = [name, description].map((text) => /\w{4,}/.exec(text)![0])
    for (const word of words) {
      await assertFinds(word)
      await assertFinds(word.toUpperCase())
      await assertFinds(word.toLowerCase())
    }
  })

  it('finds names in any script, with any accent', async () => {
    const foreign = everything.flatMap(
      ({ name }) => /\p{L}*[^\p{ASCII}\W]\p{L}*|\p{Lo}+/u.exec(name) ?? [],
    )
    assert.ok(foreign.length > 0, 'the shop needs products with Unicode names')
    for (const word of foreign) await assertFinds(word)
    const accented = everything.flatMap(({ name }) => /\p{L}*[à-öø-ÿ]\p{L}*/u.exec(name) ?? [])
    for (const word of accented) await assertFinds(word.toUpperCase())
  })

  it('takes % and _ in a search for what they are', async () => {
    for (const q of ['%', '_', '\\', '%%', '_ _', '100%', "'", '"', '*', '?', '.*']) {
      await assertFinds(q)
    }
  })

  it('finds nothing where nothing matches', async () => {
    assert.deepEqual(await listProducts({ q: randomUUID() }), { items: [], nextCursor: null })
  })

  it('searches within a category, in the order asked for', async () => {
    const [{ category, name }] = everything as [Product]
    const q = name.slice(0, 3)
    const found = await allProducts({ category, q, sort: 'price_desc', limit: 1 })
    const expected = everything.filter(
      (product) => product.category === category && has(product, q),
    )
    assert.deepEqual(ids(found).toSorted(), ids(expected).toSorted())
    assert.deepEqual(
      prices(found),
      prices(expected).toSorted((a, b) => b - a),
    )
  })

  it('shows a product by itself as it is in the list', async () => {
    for (const product of [everything.at(0)!, everything.at(-1)!]) {
      const { stock, ...alone } = await getProduct(product.id)
      assert.ok(stock >= 0)
      const { stock: _, ...listed } = product
      assert.deepEqual(alone, listed)
    }
  })

  it('says so when there is no such product', async () => {
    await expectRefusal(404, 'not_found', call('GET', `/products/${randomUUID()}`))
  })

  it('has pages of 1 to 100 products and no others', async () => {
    assert.equal((await listProducts({ limit: 1 })).items.length, 1)
    assert.ok((await listProducts({ limit: 100 })).items.length <= 100)
    for (const limit of ['0', '101', '-1', '1.5', '1e1', 'ten', '', ' 5', '9'.repeat(30)]) {
      const path = `/products${queryString({ limit })}`
      await expectRefusal(400, 'invalid_request', call('GET', path))
    }
  })

  it('refuses a sort order that it does not have, and a search for nothing or for too much', async () => {
    for (const query of ['sort=price', 'sort=', 'q=', `q=${'x'.repeat(101)}`]) {
      await expectRefusal(400, 'invalid_request', call('GET', `/products?${query}`))
    }
  })

  it('refuses a cursor that it did not give for this very list', async () => {
    const { nextCursor } = await listProducts({ sort: 'price_asc', limit: 5 })
    const others = [
      { sort: 'price_desc', cursor: nextCursor! },
      { cursor: nextCursor! },
      { sort: 'price_asc', q: 'a', cursor: nextCursor! },
      { sort: 'price_asc', category: everything[0]!.category, cursor: nextCursor! },
      { cursor: 'made-up' },
      { cursor: Buffer.from('{"id":"1"}').toString('base64url') },
      { cursor: '' },
    ]
    for (const query of others) {
      const path = `/products${queryString(query)}`
      await expectRefusal(400, 'invalid_request', call('GET', path))
    }
  })

  async function assertFinds(q: string) {
    const expected = everything.filter((product) => has(product, q))
    assert.deepEqual(ids(await allProducts({ q })), ids(expected), `a search for ${q}`)
  }
})

const has = ({ name, description }: Product, q: string) =>
  [name, description].some((text) => text.toLowerCase().includes(q.toLowerCase()))
