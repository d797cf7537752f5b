// What product.v1.ProductService has about stock: proto in, one call, proto out. No rules and no SQL in this file.
import { z } from 'zod'
import type { ProductClient } from '../../contracts/product-client.ts'
import type { productService } from '../../contracts/product-proto.ts'
import type { Handlers } from '../../shared/grpc-server.ts'
import { id, parse } from '../../shared/validate.ts'

const wanted = z.object({ productId: id, quantity: z.int().min(1).max(99) })
const lines = z
  .array(wanted)
  .min(1)
  .max(1_000)
  .refine((all) => new Set(all.map(({ productId }) => productId)).size === all.length, {
    error: 'has a product twice',
  })
const look = z.object({ lines })
const hold = z.object({ orderId: id, lines })
const release = z.object({ orderId: id })

type Names = 'CheckAvailability' | 'HoldStock' | 'ReleaseStock'
type StockHandlers = Pick<Handlers<typeof productService>, Names>

export const stockHandlers = (products: ProductClient): StockHandlers => ({
  CheckAvailability: async (request) => products.checkAvailability(parse(look, request).lines),

  async HoldStock(request) {
    const { orderId, lines: taken } = parse(hold, request)
    return products.holdStock(orderId, taken)
  },

  async ReleaseStock(request) {
    await products.releaseStock(parse(release, request).orderId)
    return {}
  },
})
