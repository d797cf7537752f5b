// Routes of the catalogue, open to everybody.
import { Router } from 'express'
import { z } from 'zod'
import type { ProductApi, ProductQuery } from '../../contracts/product-api.ts'
import { allow } from '../../shared/http.ts'
import { noQuery } from '../../shared/no-query.ts'
import { share } from '../../shared/share.ts'
import { id, intText, parse, text } from '../../shared/validate.ts'

const search = z.strictObject({
  category: text(1, 100).optional(),
  q: text(1, 100).optional(),
  sort: z.enum(['name', 'price_asc', 'price_desc', 'newest']).default('name'),
  limit: intText(1, 100, 20),
  cursor: text(1, 2000).optional(),
})
const path = z.object({ id })

export function productRoutes(products: ProductApi): Router {
  const routes = Router()
  const list = share(JSON.stringify, async (query: ProductQuery) =>
    JSON.stringify(await products.listProducts(query)),
  )
  const one = share(String, async (productId: string) =>
    JSON.stringify(await products.getProduct(productId)),
  )
  const categories = share(
    (all: 'all') => all,
    async () => JSON.stringify({ items: await products.listCategories(), nextCursor: null }),
  )

  routes
    .route('/products')
    .get(async (request, response) => {
      response.type('json').send(await list(parse(search, request.query)))
    })
    .all(allow('GET'))

  routes
    .route('/products/:id')
    .all(noQuery)
    .get(async (request, response) => {
      response.type('json').send(await one(parse(path, request.params).id))
    })
    .all(allow('GET'))

  routes
    .route('/categories')
    .all(noQuery)
    .get(async (_request, response) => {
      response.type('json').send(await categories('all'))
    })
    .all(allow('GET'))

  return routes
}
