// Original file: proto/cart/v1/cart.proto


export interface ReserveCartRequest {
  'userId'?: (string);
  'orderId'?: (string);
}

export interface ReserveCartRequest__Output {
  'userId': (string);
  'orderId': (string);
}
