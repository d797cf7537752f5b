// product.v1.ProductService as it goes over the wire, and as TypeScript knows it.
import type { ProductServiceDefinition } from '../../proto/types/product/v1/ProductService.ts'
import { loadService } from '../shared/grpc.ts'

export const productService = loadService(
  'product/v1/product.proto',
  'product.v1.ProductService',
) as ProductServiceDefinition
