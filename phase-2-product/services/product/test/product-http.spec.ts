// The routes of the catalogue: defaults, and what they refuse.
import assert from 'node:assert/strict'
import { v7 as uuidv7 } from 'uuid'
import { givenHttp, type GivenHttp } from '../../../shared/test/given-http.ts'
import { productRoutes } from '../product-http.ts'
import { givenProducts, type GivenProducts } from './given-product.ts'

describe('the routes of the catalogue', () => {
  let shop: GivenProducts
  let http: GivenHttp
  let ids: string[]
  before(async () => {
    shop = await givenProducts()
    ids = await shop.add(...Array.from({ length: 25 }, (_, i) => ({ name: `Mug ${i + 10}` })))
    http = await givenHttp(productRoutes(shop.products))
  })
  after(async () => {
    await http.close()
    await shop.close()
  })

  const get = (path: string) => http.send('GET', path)
  const namesAt = async (path: string) => {
    const { body } = await get(path)
    return (body['items'] as { name: string }[]).map(({ name }) => name)
  }

  it('give 20 products by name, unless asked otherwise', async () => {
    const names = await namesAt('/products')
    assert.deepEqual([names.length, names[0], names.at(-1)], [20, 'Mug 10', 'Mug 29'])
    assert.deepEqual(await namesAt('/products?limit=2&sort=newest'), ['Mug 34', 'Mug 33'])
    assert.deepEqual(await namesAt('/products?q=mug%2031'), ['Mug 31'])
  })

  it('go on from the cursor of the page before', async () => {
    const { body } = await get('/products?limit=24')
    const cursor = body['nextCursor'] as string
    assert.deepEqual(await namesAt(`/products?cursor=${cursor}`), ['Mug 34'])
  })

  it('give a product by its id, in upper case as well', async () => {
    const [id = ''] = ids
    const { body } = await get(`/products/${id.toUpperCase()}`)
    assert.deepEqual(body, await shop.products.getProduct(id))
  })

  it('give the categories as one page', async () => {
    const { body } = await get('/categories')
    const items = [{ slug: 'kitchen', name: 'kitchen', products: 25 }]
    assert.deepEqual(body, { items, nextCursor: null })
  })

  it('show each change that was made before they were asked, to any number at once', async () => {
    const [id = ''] = ids
    const customer = async () => {
      for (let round = 0; round < 10; round++) {
        const [row] = await shop.db('products').where({ id }).increment('stock').returning('stock')
        const { body: list } = await get('/products?limit=1')
        const { body: one } = await get(`/products/${id}`)
        const [listed] = list['items'] as { stock: number }[]
        assert.ok(listed!.stock >= row.stock)
        assert.ok(Number(one['stock']) >= listed!.stock)
      }
    }
    await Promise.all(Array.from({ length: 8 }, customer))
  })

  it('answer 404 for a product that does not exist', async () => {
    const { status, body } = await get(`/products/${uuidv7()}`)
    assert.deepEqual([status, body.code], [404, 'not_found'])
  })

  const refused: [string, string][] = [
    ['/products?limit=0', 'limit'],
    ['/products?limit=101', 'limit'],
    ['/products?limit=ten', 'limit'],
    ['/products?limit=1e1', 'limit'],
    ['/products?limit=5&limit=6', 'limit'],
    ['/products?sort=stock', 'sort'],
    ['/products?q=', 'q'],
    [`/products?q=${'x'.repeat(101)}`, 'q'],
    ['/products?q=%00', 'q'],
    ['/products?category=', 'category'],
    ['/products?cursor=made-up', 'cursor'],
    ['/products?cursor=', 'cursor'],
    ['/products?page=2', 'page'],
    ['/products?q[a]=b', 'q[a]'],
    ['/products?__proto__=b', '__proto__'],
    ['/products/1', 'id'],
    ['/products/%00', 'id'],
    ['/categories?limit=5', 'limit'],
  ]
  for (const [path, field] of refused) {
    it(`refuse ${path.slice(0, 40)}`, async () => {
      const { status, body } = await get(path)
      assert.deepEqual([status, body.code], [400, 'invalid_request'])
      assert.deepEqual(
        body.errors?.map((error) => error.path),
        [field],
      )
    })
  }

  it('name the methods that they have', async () => {
    const { status, headers } = await http.send('POST', '/products', { body: {} })
    assert.deepEqual([status, headers.get('allow')], [405, 'GET, HEAD'])
  })
})
