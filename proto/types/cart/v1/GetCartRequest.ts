// Original file: proto/cart/v1/cart.proto


export interface GetCartRequest {
  'userId'?: (string);
}

export interface GetCartRequest__Output {
  'userId': (string);
}
