// Original file: proto/cart/v1/cart.proto


export interface ReleaseCartRequest {
  'orderId'?: (string);
}

export interface ReleaseCartRequest__Output {
  'orderId': (string);
}
