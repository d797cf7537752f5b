// cart-service for those who call it: the promises of cart-api.ts, kept over the network.
import type { Registry } from 'prom-client'
import type { CartLine__Output } from '../../proto/types/cart/v1/CartLine.ts'
import { connectGrpc } from '../shared/grpc-client.ts'
import { toInteger } from '../shared/int64.ts'
import type { CartClient, CartLine } from './cart-api.ts'
import { cartService } from './cart-proto.ts'

type Options = { address: string; registry: Registry; timeoutMs?: number }

/** Errors: those of cart-api.ts, and unavailable: then ask again. */
export function makeCartClient(options: Options): CartClient & Disposable {
  const cart = connectGrpc(cartService, {
    ...options,
    idempotent: ['GetCart', 'GetFreeLines'], // they only read
  })

  return {
    async getCart(userId) {
      const { items, totalCents, currency, locked } = await cart.call('GetCart', { userId })
      return { items: items.map(toLine), totalCents: toInteger(totalCents), currency, locked }
    },

    async getFreeLines(userId, orderId) {
      const { items } = await cart.call('GetFreeLines', { userId, orderId })
      return items.map(toLine)
    },

    [Symbol.dispose]: () => cart[Symbol.dispose](),
  }
}

const toLine = (line: CartLine__Output): CartLine => ({
  productId: line.productId,
  name: line.name,
  quantity: line.quantity,
  unitPriceCents: toInteger(line.unitPriceCents),
  lineTotalCents: toInteger(line.lineTotalCents),
})
