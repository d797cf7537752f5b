// order.v1.OrderService: proto in, one call, proto out. No rules and no SQL in this file.
import { z } from 'zod'
import type { OrderApi } from '../../contracts/order-api.ts'
import { orderService } from '../../contracts/order-proto.ts'
import { grpcService } from '../../shared/grpc-server.ts'
import { id, parse } from '../../shared/validate.ts'

const find = z.object({ userId: id, orderId: id })

export const orderGrpc = (orders: Pick<OrderApi, 'getOrder'>) =>
  grpcService(orderService, {
    async FindOrder(request) {
      const { userId, orderId } = parse(find, request)
      const { status } = await orders.getOrder(userId, orderId)
      return { status }
    },
  })
