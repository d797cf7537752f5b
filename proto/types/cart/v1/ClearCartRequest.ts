// Original file: proto/cart/v1/cart.proto


export interface ClearCartRequest {
  'orderId'?: (string);
}

export interface ClearCartRequest__Output {
  'orderId': (string);
}
