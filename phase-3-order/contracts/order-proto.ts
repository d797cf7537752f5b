// order.v1.OrderService as it goes over the wire, and as TypeScript knows it.
import type { OrderServiceDefinition } from '../../proto/types/order/v1/OrderService.ts'
import { loadService } from '../shared/grpc.ts'

export const orderService = loadService(
  'order/v1/order.proto',
  'order.v1.OrderService',
) as OrderServiceDefinition
