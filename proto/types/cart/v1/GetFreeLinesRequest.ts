// Original file: proto/cart/v1/cart.proto


export interface GetFreeLinesRequest {
  'userId'?: (string);
  'orderId'?: (string);
}

export interface GetFreeLinesRequest__Output {
  'userId': (string);
  'orderId': (string);
}
