// product.v1.ProductService: proto in, one call, proto out. No rules and no SQL in this file.
import { z } from 'zod'
import { idsPerCall, type ProductClient } from '../../contracts/product-client.ts'
import { productService } from '../../contracts/product-proto.ts'
import { grpcService } from '../../shared/grpc-server.ts'
import { id, parse } from '../../shared/validate.ts'
import { stockHandlers } from './stock-grpc.ts'

const one = z.object({ id })
const many = z.object({ ids: z.array(id).max(idsPerCall) })

export const productGrpc = (products: ProductClient) =>
  grpcService(productService, {
    ...stockHandlers(products),
    GetProduct: async (request) => ({
      product: await products.getProduct(parse(one, request).id),
    }),

    GetProducts: async (request) => ({
      products: await products.getProducts(parse(many, request).ids),
    }),
  })
