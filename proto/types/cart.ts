import type * as grpc from '@grpc/grpc-js';
import type { MessageTypeDefinition } from '@grpc/proto-loader';

import type { CartLine as _cart_v1_CartLine, CartLine__Output as _cart_v1_CartLine__Output } from './cart/v1/CartLine.ts';
import type { CartServiceClient as _cart_v1_CartServiceClient, CartServiceDefinition as _cart_v1_CartServiceDefinition } from './cart/v1/CartService.ts';
import type { ClearCartRequest as _cart_v1_ClearCartRequest, ClearCartRequest__Output as _cart_v1_ClearCartRequest__Output } from './cart/v1/ClearCartRequest.ts';
import type { ClearCartResponse as _cart_v1_ClearCartResponse, ClearCartResponse__Output as _cart_v1_ClearCartResponse__Output } from './cart/v1/ClearCartResponse.ts';
import type { CountCartsRequest as _cart_v1_CountCartsRequest, CountCartsRequest__Output as _cart_v1_CountCartsRequest__Output } from './cart/v1/CountCartsRequest.ts';
import type { CountCartsResponse as _cart_v1_CountCartsResponse, CountCartsResponse__Output as _cart_v1_CountCartsResponse__Output } from './cart/v1/CountCartsResponse.ts';
import type { GetCartRequest as _cart_v1_GetCartRequest, GetCartRequest__Output as _cart_v1_GetCartRequest__Output } from './cart/v1/GetCartRequest.ts';
import type { GetCartResponse as _cart_v1_GetCartResponse, GetCartResponse__Output as _cart_v1_GetCartResponse__Output } from './cart/v1/GetCartResponse.ts';
import type { GetFreeLinesRequest as _cart_v1_GetFreeLinesRequest, GetFreeLinesRequest__Output as _cart_v1_GetFreeLinesRequest__Output } from './cart/v1/GetFreeLinesRequest.ts';
import type { GetFreeLinesResponse as _cart_v1_GetFreeLinesResponse, GetFreeLinesResponse__Output as _cart_v1_GetFreeLinesResponse__Output } from './cart/v1/GetFreeLinesResponse.ts';
import type { ReleaseCartRequest as _cart_v1_ReleaseCartRequest, ReleaseCartRequest__Output as _cart_v1_ReleaseCartRequest__Output } from './cart/v1/ReleaseCartRequest.ts';
import type { ReleaseCartResponse as _cart_v1_ReleaseCartResponse, ReleaseCartResponse__Output as _cart_v1_ReleaseCartResponse__Output } from './cart/v1/ReleaseCartResponse.ts';
import type { ReserveCartRequest as _cart_v1_ReserveCartRequest, ReserveCartRequest__Output as _cart_v1_ReserveCartRequest__Output } from './cart/v1/ReserveCartRequest.ts';
import type { ReserveCartResponse as _cart_v1_ReserveCartResponse, ReserveCartResponse__Output as _cart_v1_ReserveCartResponse__Output } from './cart/v1/ReserveCartResponse.ts';

type SubtypeConstructor<Constructor extends new (...args: any) => any, Subtype> = {
  new(...args: ConstructorParameters<Constructor>): Subtype;
};

export interface ProtoGrpcType {
  cart: {
    v1: {
      CartLine: MessageTypeDefinition<_cart_v1_CartLine, _cart_v1_CartLine__Output>
      CartService: SubtypeConstructor<typeof grpc.Client, _cart_v1_CartServiceClient> & { service: _cart_v1_CartServiceDefinition }
      ClearCartRequest: MessageTypeDefinition<_cart_v1_ClearCartRequest, _cart_v1_ClearCartRequest__Output>
      ClearCartResponse: MessageTypeDefinition<_cart_v1_ClearCartResponse, _cart_v1_ClearCartResponse__Output>
      CountCartsRequest: MessageTypeDefinition<_cart_v1_CountCartsRequest, _cart_v1_CountCartsRequest__Output>
      CountCartsResponse: MessageTypeDefinition<_cart_v1_CountCartsResponse, _cart_v1_CountCartsResponse__Output>
      GetCartRequest: MessageTypeDefinition<_cart_v1_GetCartRequest, _cart_v1_GetCartRequest__Output>
      GetCartResponse: MessageTypeDefinition<_cart_v1_GetCartResponse, _cart_v1_GetCartResponse__Output>
      GetFreeLinesRequest: MessageTypeDefinition<_cart_v1_GetFreeLinesRequest, _cart_v1_GetFreeLinesRequest__Output>
      GetFreeLinesResponse: MessageTypeDefinition<_cart_v1_GetFreeLinesResponse, _cart_v1_GetFreeLinesResponse__Output>
      ReleaseCartRequest: MessageTypeDefinition<_cart_v1_ReleaseCartRequest, _cart_v1_ReleaseCartRequest__Output>
      ReleaseCartResponse: MessageTypeDefinition<_cart_v1_ReleaseCartResponse, _cart_v1_ReleaseCartResponse__Output>
      ReserveCartRequest: MessageTypeDefinition<_cart_v1_ReserveCartRequest, _cart_v1_ReserveCartRequest__Output>
      ReserveCartResponse: MessageTypeDefinition<_cart_v1_ReserveCartResponse, _cart_v1_ReserveCartResponse__Output>
    }
  }
}

