// The catalogue for those who live in another process: what they need of product-api.ts, over the network.
import type { Registry } from 'prom-client'
import type { Product__Output } from '../../proto/types/product/v1/Product.ts'
import { connectGrpc } from '../shared/grpc-client.ts'
import { toInteger } from '../shared/int64.ts'
import type { Product, ProductApi } from './product-api.ts'
import { productService } from './product-proto.ts'

export type ProductClient = Pick<ProductApi, 'getProduct' | 'getProducts'>
type Options = { address: string; registry: Registry; timeoutMs?: number }

/** What GetProducts takes at most. Who wants more asks several times. */
export const idsPerCall = 100

/** Errors: those of product-api.ts, and unavailable. */
export function makeProductClient(options: Options): ProductClient & Disposable {
  const catalogue = connectGrpc(productService, {
    ...options,
    idempotent: ['GetProduct', 'GetProducts'], // they only read
  })

  return {
    async getProduct(id) {
      const { product } = await catalogue.call('GetProduct', { id })
      return toProduct(product!) // the contract: always set
    },

    async getProducts(ids) {
      const answers = await Promise.all(
        partsOf(ids).map((part) => catalogue.call('GetProducts', { ids: part })),
      )
      return answers.flatMap(({ products }) => products.map(toProduct))
    },

    [Symbol.dispose]: () => catalogue[Symbol.dispose](),
  }
}

/** None for no ids, so an empty cart asks nobody. */
const partsOf = (ids: string[]): string[][] =>
  Array.from({ length: Math.ceil(ids.length / idsPerCall) }, (_, part) =>
    ids.slice(part * idsPerCall, (part + 1) * idsPerCall),
  )

const toProduct = (product: Product__Output): Product => ({
  id: product.id,
  name: product.name,
  description: product.description,
  category: product.category,
  priceCents: toInteger(product.priceCents),
  currency: product.currency,
  stock: product.stock,
})
