// Original file: proto/cart/v1/cart.proto


export interface CountCartsResponse {
  'openCarts'?: (number);
  'abandonedCarts'?: (number);
}

export interface CountCartsResponse__Output {
  'openCarts': (number);
  'abandonedCarts': (number);
}
