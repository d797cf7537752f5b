// A service to try the plumbing with: two methods of the catalogue, whatever else that has by now.
import type { ProductServiceDefinition } from '../../../proto/types/product/v1/ProductService.ts'
import { loadService } from '../grpc.ts'

const { GetProduct, GetProducts } = loadService(
  'product/v1/product.proto',
  'product.v1.ProductService',
) as ProductServiceDefinition

export const productService = { GetProduct, GetProducts }
