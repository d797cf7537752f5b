// Original file: proto/cart/v1/cart.proto

import type { CartLine as _cart_v1_CartLine, CartLine__Output as _cart_v1_CartLine__Output } from '../../cart/v1/CartLine.ts';

export interface ReserveCartResponse {
  'items'?: (_cart_v1_CartLine)[];
}

export interface ReserveCartResponse__Output {
  'items': (_cart_v1_CartLine__Output)[];
}
