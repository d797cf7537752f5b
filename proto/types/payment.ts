import type * as grpc from '@grpc/grpc-js';
import type { EnumTypeDefinition, MessageTypeDefinition } from '@grpc/proto-loader';

import type { CreatePaymentRequest as _payment_v1_CreatePaymentRequest, CreatePaymentRequest__Output as _payment_v1_CreatePaymentRequest__Output } from './payment/v1/CreatePaymentRequest.ts';
import type { CreatePaymentResponse as _payment_v1_CreatePaymentResponse, CreatePaymentResponse__Output as _payment_v1_CreatePaymentResponse__Output } from './payment/v1/CreatePaymentResponse.ts';
import type { GetPaymentRequest as _payment_v1_GetPaymentRequest, GetPaymentRequest__Output as _payment_v1_GetPaymentRequest__Output } from './payment/v1/GetPaymentRequest.ts';
import type { GetPaymentResponse as _payment_v1_GetPaymentResponse, GetPaymentResponse__Output as _payment_v1_GetPaymentResponse__Output } from './payment/v1/GetPaymentResponse.ts';
import type { PaymentServiceClient as _payment_v1_PaymentServiceClient, PaymentServiceDefinition as _payment_v1_PaymentServiceDefinition } from './payment/v1/PaymentService.ts';
import type { RefundPaymentRequest as _payment_v1_RefundPaymentRequest, RefundPaymentRequest__Output as _payment_v1_RefundPaymentRequest__Output } from './payment/v1/RefundPaymentRequest.ts';
import type { RefundPaymentResponse as _payment_v1_RefundPaymentResponse, RefundPaymentResponse__Output as _payment_v1_RefundPaymentResponse__Output } from './payment/v1/RefundPaymentResponse.ts';

type SubtypeConstructor<Constructor extends new (...args: any) => any, Subtype> = {
  new(...args: ConstructorParameters<Constructor>): Subtype;
};

export interface ProtoGrpcType {
  payment: {
    v1: {
      CreatePaymentRequest: MessageTypeDefinition<_payment_v1_CreatePaymentRequest, _payment_v1_CreatePaymentRequest__Output>
      CreatePaymentResponse: MessageTypeDefinition<_payment_v1_CreatePaymentResponse, _payment_v1_CreatePaymentResponse__Output>
      GetPaymentRequest: MessageTypeDefinition<_payment_v1_GetPaymentRequest, _payment_v1_GetPaymentRequest__Output>
      GetPaymentResponse: MessageTypeDefinition<_payment_v1_GetPaymentResponse, _payment_v1_GetPaymentResponse__Output>
      PaymentService: SubtypeConstructor<typeof grpc.Client, _payment_v1_PaymentServiceClient> & { service: _payment_v1_PaymentServiceDefinition }
      PaymentStatus: EnumTypeDefinition
      RefundPaymentRequest: MessageTypeDefinition<_payment_v1_RefundPaymentRequest, _payment_v1_RefundPaymentRequest__Output>
      RefundPaymentResponse: MessageTypeDefinition<_payment_v1_RefundPaymentResponse, _payment_v1_RefundPaymentResponse__Output>
    }
  }
}

