// Original file: proto/order/v1/order.proto


export interface FindOrderResponse {
  'status'?: (string);
}

export interface FindOrderResponse__Output {
  'status': (string);
}
