// Original file: proto/payment/v1/payment.proto

import type { Long } from '@grpc/proto-loader';

export interface CreatePaymentRequest {
  'orderId'?: (string);
  'amountCents'?: (number | string | Long);
  'currency'?: (string);
  'paymentMethod'?: (string);
}

export interface CreatePaymentRequest__Output {
  'orderId': (string);
  'amountCents': (string);
  'currency': (string);
  'paymentMethod': (string);
}
