// Original file: proto/payment/v1/payment.proto

import type { PaymentStatus as _payment_v1_PaymentStatus, PaymentStatus__Output as _payment_v1_PaymentStatus__Output } from '../../payment/v1/PaymentStatus.ts';

export interface CreatePaymentResponse {
  'status'?: (_payment_v1_PaymentStatus);
}

export interface CreatePaymentResponse__Output {
  'status': (_payment_v1_PaymentStatus__Output);
}
