// Original file: proto/payment/v1/payment.proto


export interface GetPaymentRequest {
  'orderId'?: (string);
}

export interface GetPaymentRequest__Output {
  'orderId': (string);
}
