// Original file: proto/payment/v1/payment.proto

import type { PaymentStatus as _payment_v1_PaymentStatus, PaymentStatus__Output as _payment_v1_PaymentStatus__Output } from '../../payment/v1/PaymentStatus.ts';
import type { Long } from '@grpc/proto-loader';

export interface GetPaymentResponse {
  'status'?: (_payment_v1_PaymentStatus);
  'amountCents'?: (number | string | Long);
  'currency'?: (string);
}

export interface GetPaymentResponse__Output {
  'status': (_payment_v1_PaymentStatus__Output);
  'amountCents': (string);
  'currency': (string);
}
