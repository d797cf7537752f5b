// Original file: proto/order/v1/order.proto


export interface FindOrderRequest {
  'userId'?: (string);
  'orderId'?: (string);
}

export interface FindOrderRequest__Output {
  'userId': (string);
  'orderId': (string);
}
