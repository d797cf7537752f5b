// cart.v1.CartService: proto in, one call, proto out. No rules and no SQL in this file.
import { z } from 'zod'
import type { CartClient } from '../../contracts/cart-api.ts'
import { cartService } from '../../contracts/cart-proto.ts'
import { grpcService } from '../../shared/grpc-server.ts'
import { id, parse } from '../../shared/validate.ts'

const customer = z.object({ userId: id })
const checkout = z.object({ userId: id, orderId: id })

export const cartGrpc = (carts: CartClient) =>
  grpcService(cartService, {
    GetCart: async (request) => carts.getCart(parse(customer, request).userId),

    async GetFreeLines(request) {
      const { userId, orderId } = parse(checkout, request)
      return { items: await carts.getFreeLines(userId, orderId) }
    },
  })
