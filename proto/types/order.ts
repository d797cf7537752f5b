import type * as grpc from '@grpc/grpc-js';
import type { MessageTypeDefinition } from '@grpc/proto-loader';

import type { FindOrderRequest as _order_v1_FindOrderRequest, FindOrderRequest__Output as _order_v1_FindOrderRequest__Output } from './order/v1/FindOrderRequest.ts';
import type { FindOrderResponse as _order_v1_FindOrderResponse, FindOrderResponse__Output as _order_v1_FindOrderResponse__Output } from './order/v1/FindOrderResponse.ts';
import type { OrderServiceClient as _order_v1_OrderServiceClient, OrderServiceDefinition as _order_v1_OrderServiceDefinition } from './order/v1/OrderService.ts';

type SubtypeConstructor<Constructor extends new (...args: any) => any, Subtype> = {
  new(...args: ConstructorParameters<Constructor>): Subtype;
};

export interface ProtoGrpcType {
  order: {
    v1: {
      FindOrderRequest: MessageTypeDefinition<_order_v1_FindOrderRequest, _order_v1_FindOrderRequest__Output>
      FindOrderResponse: MessageTypeDefinition<_order_v1_FindOrderResponse, _order_v1_FindOrderResponse__Output>
      OrderService: SubtypeConstructor<typeof grpc.Client, _order_v1_OrderServiceClient> & { service: _order_v1_OrderServiceDefinition }
    }
  }
}

