// order-service for other services: what they may ask it about an order. Customers speak REST with it.
import type { Registry } from 'prom-client'
import { connectGrpc } from '../shared/grpc-client.ts'
import type { OrderStatus } from './order-api.ts'
import { orderService } from './order-proto.ts'

export type OrderClient = {
  /** Errors: not_found, also for somebody else's order. */
  findOrder(userId: string, orderId: string): Promise<{ status: OrderStatus }>
}

type Options = { address: string; registry: Registry; timeoutMs?: number }

/** Errors: those above, and unavailable. */
export function makeOrderClient(options: Options): OrderClient & Disposable {
  const orders = connectGrpc(orderService, { ...options, idempotent: ['FindOrder'] }) // it only reads

  return {
    async findOrder(userId, orderId) {
      const { status } = await orders.call('FindOrder', { userId, orderId })
      return { status: status as OrderStatus } // the contract: one of them
    },

    [Symbol.dispose]: () => orders[Symbol.dispose](),
  }
}
