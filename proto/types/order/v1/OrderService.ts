// Original file: proto/order/v1/order.proto

import type * as grpc from '@grpc/grpc-js'
import type { MethodDefinition } from '@grpc/proto-loader'
import type { FindOrderRequest as _order_v1_FindOrderRequest, FindOrderRequest__Output as _order_v1_FindOrderRequest__Output } from '../../order/v1/FindOrderRequest.ts';
import type { FindOrderResponse as _order_v1_FindOrderResponse, FindOrderResponse__Output as _order_v1_FindOrderResponse__Output } from '../../order/v1/FindOrderResponse.ts';

export interface OrderServiceClient extends grpc.Client {
  FindOrder(argument: _order_v1_FindOrderRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_order_v1_FindOrderResponse__Output>): grpc.ClientUnaryCall;
  FindOrder(argument: _order_v1_FindOrderRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_order_v1_FindOrderResponse__Output>): grpc.ClientUnaryCall;
  FindOrder(argument: _order_v1_FindOrderRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_order_v1_FindOrderResponse__Output>): grpc.ClientUnaryCall;
  FindOrder(argument: _order_v1_FindOrderRequest, callback: grpc.requestCallback<_order_v1_FindOrderResponse__Output>): grpc.ClientUnaryCall;
  findOrder(argument: _order_v1_FindOrderRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_order_v1_FindOrderResponse__Output>): grpc.ClientUnaryCall;
  findOrder(argument: _order_v1_FindOrderRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_order_v1_FindOrderResponse__Output>): grpc.ClientUnaryCall;
  findOrder(argument: _order_v1_FindOrderRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_order_v1_FindOrderResponse__Output>): grpc.ClientUnaryCall;
  findOrder(argument: _order_v1_FindOrderRequest, callback: grpc.requestCallback<_order_v1_FindOrderResponse__Output>): grpc.ClientUnaryCall;
  
}

export interface OrderServiceHandlers extends grpc.UntypedServiceImplementation {
  FindOrder: grpc.handleUnaryCall<_order_v1_FindOrderRequest__Output, _order_v1_FindOrderResponse>;
  
}

export interface OrderServiceDefinition extends grpc.ServiceDefinition {
  FindOrder: MethodDefinition<_order_v1_FindOrderRequest, _order_v1_FindOrderResponse, _order_v1_FindOrderRequest__Output, _order_v1_FindOrderResponse__Output>
}
