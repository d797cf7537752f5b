// cart.v1.CartService as it goes over the wire, and as TypeScript knows it.
import type { CartServiceDefinition } from '../../proto/types/cart/v1/CartService.ts'
import { loadService } from '../shared/grpc.ts'

const { GetCart, GetFreeLines } = loadService(
  'cart/v1/cart.proto',
  'cart.v1.CartService',
) as CartServiceDefinition

/** What this phase serves of it: what others want to know. What they want done they send as commands. */
export const cartService = { GetCart, GetFreeLines }
