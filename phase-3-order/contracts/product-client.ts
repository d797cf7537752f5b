// product-service for those who call it: the promises of product-api.ts, kept over the network.
import type { Registry } from 'prom-client'
import type { Product__Output } from '../../proto/types/product/v1/Product.ts'
import { connectGrpc } from '../shared/grpc-client.ts'
import { toInteger } from '../shared/int64.ts'
import type { Product, ProductApi, Wanted } from './product-api.ts'
import { productService } from './product-proto.ts'

/** What product-service answers to other services; the rest is between it and the customer. */
export type ProductClient = Omit<ProductApi, 'listProducts' | 'listCategories'>

type Options = { address: string; registry: Registry; timeoutMs?: number }

/** What GetProducts takes at most. Who wants more asks several times. */
export const idsPerCall = 100

/** Errors: those of product-api.ts, and unavailable: then nobody knows whether it was done, so ask again. */
export function makeProductClient(options: Options): ProductClient & Disposable {
  const catalogue = connectGrpc(productService, {
    ...options,
    // All of them: they only read, or they are known by their order when they come twice.
    idempotent: ['GetProduct', 'GetProducts', 'CheckAvailability', 'HoldStock', 'ReleaseStock'],
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

    async checkAvailability(lines) {
      const { isAvailable } = await catalogue.call('CheckAvailability', {
        lines: lines.map(toWanted),
      })
      return { isAvailable }
    },

    async holdStock(orderId, lines) {
      const { isHeld } = await catalogue.call('HoldStock', { orderId, lines: lines.map(toWanted) })
      return { isHeld }
    },

    async releaseStock(orderId) {
      await catalogue.call('ReleaseStock', { orderId })
    },

    [Symbol.dispose]: () => catalogue[Symbol.dispose](),
  }
}

/** None for no ids, so an empty cart asks nobody. */
const partsOf = (ids: string[]): string[][] =>
  Array.from({ length: Math.ceil(ids.length / idsPerCall) }, (_, part) =>
    ids.slice(part * idsPerCall, (part + 1) * idsPerCall),
  )

// An order's line knows its price as well; that is nobody's business here.
const toWanted = ({ productId, quantity }: Wanted): Wanted => ({ productId, quantity })

const toProduct = (product: Product__Output): Product => ({
  id: product.id,
  name: product.name,
  description: product.description,
  category: product.category,
  priceCents: toInteger(product.priceCents),
  currency: product.currency,
  stock: product.stock,
})
