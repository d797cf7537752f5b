// Original file: proto/cart/v1/cart.proto

import type * as grpc from '@grpc/grpc-js'
import type { MethodDefinition } from '@grpc/proto-loader'
import type { ClearCartRequest as _cart_v1_ClearCartRequest, ClearCartRequest__Output as _cart_v1_ClearCartRequest__Output } from '../../cart/v1/ClearCartRequest.ts';
import type { ClearCartResponse as _cart_v1_ClearCartResponse, ClearCartResponse__Output as _cart_v1_ClearCartResponse__Output } from '../../cart/v1/ClearCartResponse.ts';
import type { CountCartsRequest as _cart_v1_CountCartsRequest, CountCartsRequest__Output as _cart_v1_CountCartsRequest__Output } from '../../cart/v1/CountCartsRequest.ts';
import type { CountCartsResponse as _cart_v1_CountCartsResponse, CountCartsResponse__Output as _cart_v1_CountCartsResponse__Output } from '../../cart/v1/CountCartsResponse.ts';
import type { GetCartRequest as _cart_v1_GetCartRequest, GetCartRequest__Output as _cart_v1_GetCartRequest__Output } from '../../cart/v1/GetCartRequest.ts';
import type { GetCartResponse as _cart_v1_GetCartResponse, GetCartResponse__Output as _cart_v1_GetCartResponse__Output } from '../../cart/v1/GetCartResponse.ts';
import type { GetFreeLinesRequest as _cart_v1_GetFreeLinesRequest, GetFreeLinesRequest__Output as _cart_v1_GetFreeLinesRequest__Output } from '../../cart/v1/GetFreeLinesRequest.ts';
import type { GetFreeLinesResponse as _cart_v1_GetFreeLinesResponse, GetFreeLinesResponse__Output as _cart_v1_GetFreeLinesResponse__Output } from '../../cart/v1/GetFreeLinesResponse.ts';
import type { ReleaseCartRequest as _cart_v1_ReleaseCartRequest, ReleaseCartRequest__Output as _cart_v1_ReleaseCartRequest__Output } from '../../cart/v1/ReleaseCartRequest.ts';
import type { ReleaseCartResponse as _cart_v1_ReleaseCartResponse, ReleaseCartResponse__Output as _cart_v1_ReleaseCartResponse__Output } from '../../cart/v1/ReleaseCartResponse.ts';
import type { ReserveCartRequest as _cart_v1_ReserveCartRequest, ReserveCartRequest__Output as _cart_v1_ReserveCartRequest__Output } from '../../cart/v1/ReserveCartRequest.ts';
import type { ReserveCartResponse as _cart_v1_ReserveCartResponse, ReserveCartResponse__Output as _cart_v1_ReserveCartResponse__Output } from '../../cart/v1/ReserveCartResponse.ts';

export interface CartServiceClient extends grpc.Client {
  ClearCart(argument: _cart_v1_ClearCartRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_cart_v1_ClearCartResponse__Output>): grpc.ClientUnaryCall;
  ClearCart(argument: _cart_v1_ClearCartRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_cart_v1_ClearCartResponse__Output>): grpc.ClientUnaryCall;
  ClearCart(argument: _cart_v1_ClearCartRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_cart_v1_ClearCartResponse__Output>): grpc.ClientUnaryCall;
  ClearCart(argument: _cart_v1_ClearCartRequest, callback: grpc.requestCallback<_cart_v1_ClearCartResponse__Output>): grpc.ClientUnaryCall;
  clearCart(argument: _cart_v1_ClearCartRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_cart_v1_ClearCartResponse__Output>): grpc.ClientUnaryCall;
  clearCart(argument: _cart_v1_ClearCartRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_cart_v1_ClearCartResponse__Output>): grpc.ClientUnaryCall;
  clearCart(argument: _cart_v1_ClearCartRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_cart_v1_ClearCartResponse__Output>): grpc.ClientUnaryCall;
  clearCart(argument: _cart_v1_ClearCartRequest, callback: grpc.requestCallback<_cart_v1_ClearCartResponse__Output>): grpc.ClientUnaryCall;
  
  CountCarts(argument: _cart_v1_CountCartsRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_cart_v1_CountCartsResponse__Output>): grpc.ClientUnaryCall;
  CountCarts(argument: _cart_v1_CountCartsRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_cart_v1_CountCartsResponse__Output>): grpc.ClientUnaryCall;
  CountCarts(argument: _cart_v1_CountCartsRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_cart_v1_CountCartsResponse__Output>): grpc.ClientUnaryCall;
  CountCarts(argument: _cart_v1_CountCartsRequest, callback: grpc.requestCallback<_cart_v1_CountCartsResponse__Output>): grpc.ClientUnaryCall;
  countCarts(argument: _cart_v1_CountCartsRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_cart_v1_CountCartsResponse__Output>): grpc.ClientUnaryCall;
  countCarts(argument: _cart_v1_CountCartsRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_cart_v1_CountCartsResponse__Output>): grpc.ClientUnaryCall;
  countCarts(argument: _cart_v1_CountCartsRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_cart_v1_CountCartsResponse__Output>): grpc.ClientUnaryCall;
  countCarts(argument: _cart_v1_CountCartsRequest, callback: grpc.requestCallback<_cart_v1_CountCartsResponse__Output>): grpc.ClientUnaryCall;
  
  GetCart(argument: _cart_v1_GetCartRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_cart_v1_GetCartResponse__Output>): grpc.ClientUnaryCall;
  GetCart(argument: _cart_v1_GetCartRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_cart_v1_GetCartResponse__Output>): grpc.ClientUnaryCall;
  GetCart(argument: _cart_v1_GetCartRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_cart_v1_GetCartResponse__Output>): grpc.ClientUnaryCall;
  GetCart(argument: _cart_v1_GetCartRequest, callback: grpc.requestCallback<_cart_v1_GetCartResponse__Output>): grpc.ClientUnaryCall;
  getCart(argument: _cart_v1_GetCartRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_cart_v1_GetCartResponse__Output>): grpc.ClientUnaryCall;
  getCart(argument: _cart_v1_GetCartRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_cart_v1_GetCartResponse__Output>): grpc.ClientUnaryCall;
  getCart(argument: _cart_v1_GetCartRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_cart_v1_GetCartResponse__Output>): grpc.ClientUnaryCall;
  getCart(argument: _cart_v1_GetCartRequest, callback: grpc.requestCallback<_cart_v1_GetCartResponse__Output>): grpc.ClientUnaryCall;
  
  GetFreeLines(argument: _cart_v1_GetFreeLinesRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_cart_v1_GetFreeLinesResponse__Output>): grpc.ClientUnaryCall;
  GetFreeLines(argument: _cart_v1_GetFreeLinesRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_cart_v1_GetFreeLinesResponse__Output>): grpc.ClientUnaryCall;
  GetFreeLines(argument: _cart_v1_GetFreeLinesRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_cart_v1_GetFreeLinesResponse__Output>): grpc.ClientUnaryCall;
  GetFreeLines(argument: _cart_v1_GetFreeLinesRequest, callback: grpc.requestCallback<_cart_v1_GetFreeLinesResponse__Output>): grpc.ClientUnaryCall;
  getFreeLines(argument: _cart_v1_GetFreeLinesRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_cart_v1_GetFreeLinesResponse__Output>): grpc.ClientUnaryCall;
  getFreeLines(argument: _cart_v1_GetFreeLinesRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_cart_v1_GetFreeLinesResponse__Output>): grpc.ClientUnaryCall;
  getFreeLines(argument: _cart_v1_GetFreeLinesRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_cart_v1_GetFreeLinesResponse__Output>): grpc.ClientUnaryCall;
  getFreeLines(argument: _cart_v1_GetFreeLinesRequest, callback: grpc.requestCallback<_cart_v1_GetFreeLinesResponse__Output>): grpc.ClientUnaryCall;
  
  ReleaseCart(argument: _cart_v1_ReleaseCartRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_cart_v1_ReleaseCartResponse__Output>): grpc.ClientUnaryCall;
  ReleaseCart(argument: _cart_v1_ReleaseCartRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_cart_v1_ReleaseCartResponse__Output>): grpc.ClientUnaryCall;
  ReleaseCart(argument: _cart_v1_ReleaseCartRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_cart_v1_ReleaseCartResponse__Output>): grpc.ClientUnaryCall;
  ReleaseCart(argument: _cart_v1_ReleaseCartRequest, callback: grpc.requestCallback<_cart_v1_ReleaseCartResponse__Output>): grpc.ClientUnaryCall;
  releaseCart(argument: _cart_v1_ReleaseCartRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_cart_v1_ReleaseCartResponse__Output>): grpc.ClientUnaryCall;
  releaseCart(argument: _cart_v1_ReleaseCartRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_cart_v1_ReleaseCartResponse__Output>): grpc.ClientUnaryCall;
  releaseCart(argument: _cart_v1_ReleaseCartRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_cart_v1_ReleaseCartResponse__Output>): grpc.ClientUnaryCall;
  releaseCart(argument: _cart_v1_ReleaseCartRequest, callback: grpc.requestCallback<_cart_v1_ReleaseCartResponse__Output>): grpc.ClientUnaryCall;
  
  ReserveCart(argument: _cart_v1_ReserveCartRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_cart_v1_ReserveCartResponse__Output>): grpc.ClientUnaryCall;
  ReserveCart(argument: _cart_v1_ReserveCartRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_cart_v1_ReserveCartResponse__Output>): grpc.ClientUnaryCall;
  ReserveCart(argument: _cart_v1_ReserveCartRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_cart_v1_ReserveCartResponse__Output>): grpc.ClientUnaryCall;
  ReserveCart(argument: _cart_v1_ReserveCartRequest, callback: grpc.requestCallback<_cart_v1_ReserveCartResponse__Output>): grpc.ClientUnaryCall;
  reserveCart(argument: _cart_v1_ReserveCartRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_cart_v1_ReserveCartResponse__Output>): grpc.ClientUnaryCall;
  reserveCart(argument: _cart_v1_ReserveCartRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_cart_v1_ReserveCartResponse__Output>): grpc.ClientUnaryCall;
  reserveCart(argument: _cart_v1_ReserveCartRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_cart_v1_ReserveCartResponse__Output>): grpc.ClientUnaryCall;
  reserveCart(argument: _cart_v1_ReserveCartRequest, callback: grpc.requestCallback<_cart_v1_ReserveCartResponse__Output>): grpc.ClientUnaryCall;
  
}

export interface CartServiceHandlers extends grpc.UntypedServiceImplementation {
  ClearCart: grpc.handleUnaryCall<_cart_v1_ClearCartRequest__Output, _cart_v1_ClearCartResponse>;
  
  CountCarts: grpc.handleUnaryCall<_cart_v1_CountCartsRequest__Output, _cart_v1_CountCartsResponse>;
  
  GetCart: grpc.handleUnaryCall<_cart_v1_GetCartRequest__Output, _cart_v1_GetCartResponse>;
  
  GetFreeLines: grpc.handleUnaryCall<_cart_v1_GetFreeLinesRequest__Output, _cart_v1_GetFreeLinesResponse>;
  
  ReleaseCart: grpc.handleUnaryCall<_cart_v1_ReleaseCartRequest__Output, _cart_v1_ReleaseCartResponse>;
  
  ReserveCart: grpc.handleUnaryCall<_cart_v1_ReserveCartRequest__Output, _cart_v1_ReserveCartResponse>;
  
}

export interface CartServiceDefinition extends grpc.ServiceDefinition {
  ClearCart: MethodDefinition<_cart_v1_ClearCartRequest, _cart_v1_ClearCartResponse, _cart_v1_ClearCartRequest__Output, _cart_v1_ClearCartResponse__Output>
  CountCarts: MethodDefinition<_cart_v1_CountCartsRequest, _cart_v1_CountCartsResponse, _cart_v1_CountCartsRequest__Output, _cart_v1_CountCartsResponse__Output>
  GetCart: MethodDefinition<_cart_v1_GetCartRequest, _cart_v1_GetCartResponse, _cart_v1_GetCartRequest__Output, _cart_v1_GetCartResponse__Output>
  GetFreeLines: MethodDefinition<_cart_v1_GetFreeLinesRequest, _cart_v1_GetFreeLinesResponse, _cart_v1_GetFreeLinesRequest__Output, _cart_v1_GetFreeLinesResponse__Output>
  ReleaseCart: MethodDefinition<_cart_v1_ReleaseCartRequest, _cart_v1_ReleaseCartResponse, _cart_v1_ReleaseCartRequest__Output, _cart_v1_ReleaseCartResponse__Output>
  ReserveCart: MethodDefinition<_cart_v1_ReserveCartRequest, _cart_v1_ReserveCartResponse, _cart_v1_ReserveCartRequest__Output, _cart_v1_ReserveCartResponse__Output>
}
