// cart.v1.CartService as it goes over the wire, and as TypeScript knows it.
import type { CartServiceDefinition } from '../../proto/types/cart/v1/CartService.ts'
import { loadService } from '../shared/grpc.ts'

export const cartService = loadService(
  'cart/v1/cart.proto',
  'cart.v1.CartService',
) as CartServiceDefinition
