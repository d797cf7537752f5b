// Original file: proto/cart/v1/cart.proto

import type { CartLine as _cart_v1_CartLine, CartLine__Output as _cart_v1_CartLine__Output } from '../../cart/v1/CartLine.ts';
import type { Long } from '@grpc/proto-loader';

export interface GetCartResponse {
  'items'?: (_cart_v1_CartLine)[];
  'totalCents'?: (number | string | Long);
  'currency'?: (string);
  'locked'?: (boolean);
}

export interface GetCartResponse__Output {
  'items': (_cart_v1_CartLine__Output)[];
  'totalCents': (string);
  'currency': (string);
  'locked': (boolean);
}
