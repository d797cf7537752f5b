// cart.v1.CartService as it goes over the wire, and as TypeScript knows it.
import type { CartServiceDefinition } from '../../proto/types/cart/v1/CartService.ts'
import { loadService } from '../shared/grpc.ts'

const { GetCart, GetFreeLines, ReserveCart, ReleaseCart, ClearCart } = loadService(
  'cart/v1/cart.proto',
  'cart.v1.CartService',
) as CartServiceDefinition

/** What this phase serves of it: nobody asks how many carts there are any more, since carts tell it themselves. */
export const cartService = { GetCart, GetFreeLines, ReserveCart, ReleaseCart, ClearCart }
