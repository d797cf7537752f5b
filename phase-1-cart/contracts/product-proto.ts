// product.v1.ProductService as it goes over the wire, and as TypeScript knows it.
import type { ProductServiceDefinition } from '../../proto/types/product/v1/ProductService.ts'
import { loadService } from '../shared/grpc.ts'

const { GetProduct, GetProducts } = loadService(
  'product/v1/product.proto',
  'product.v1.ProductService',
) as ProductServiceDefinition

/** What this phase serves of it: proto/ is the contract of all phases, and grows with them. */
export const productService = { GetProduct, GetProducts }
