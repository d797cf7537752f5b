// Original file: proto/cart/v1/cart.proto


export interface CountCartsRequest {
  'idleMinutes'?: (number);
}

export interface CountCartsRequest__Output {
  'idleMinutes': (number);
}
