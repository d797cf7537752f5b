// Original file: proto/payment/v1/payment.proto


export interface RefundPaymentRequest {
  'orderId'?: (string);
}

export interface RefundPaymentRequest__Output {
  'orderId': (string);
}
