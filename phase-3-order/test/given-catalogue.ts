// The catalogue as cart-service asks for it: two methods over gRPC, with the products of a spec behind them.
import type { ProductApi } from '../contracts/product-api.ts'
import { grpcService } from '../shared/grpc-server.ts'
import { productService } from '../shared/test/given-proto.ts'

export const catalogueGrpc = (products: Pick<ProductApi, 'getProduct' | 'getProducts'>) =>
  grpcService(productService, {
    GetProduct: async ({ id }) => ({ product: await products.getProduct(id) }),
    GetProducts: async ({ ids }) => ({ products: await products.getProducts(ids) }),
  })
