// payment.v1.PaymentService as it goes over the wire, and as TypeScript knows it.
import type { PaymentServiceDefinition } from '../../proto/types/payment/v1/PaymentService.ts'
import type { PaymentStatus__Output } from '../../proto/types/payment/v1/PaymentStatus.ts'
import { loadService } from '../shared/grpc.ts'
import type { PaymentStatus } from './payment-api.ts'

export const paymentService = loadService(
  'payment/v1/payment.proto',
  'payment.v1.PaymentService',
) as PaymentServiceDefinition

export const wireStatuses = {
  created: 'PAYMENT_STATUS_CREATED',
  captured: 'PAYMENT_STATUS_CAPTURED',
  declined: 'PAYMENT_STATUS_DECLINED',
  refunded: 'PAYMENT_STATUS_REFUNDED',
  voided: 'PAYMENT_STATUS_VOIDED',
} as const satisfies Record<PaymentStatus, PaymentStatus__Output>

/** Errors: RangeError for a status that was not there when this reader was written. */
export function readStatus(wireStatus: PaymentStatus__Output): PaymentStatus {
  const found = Object.entries(wireStatuses).find(([, name]) => name === wireStatus)
  if (!found) throw new RangeError(`nobody here knows ${wireStatus}`)
  return found[0] as PaymentStatus
}
