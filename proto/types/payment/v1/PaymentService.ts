// Original file: proto/payment/v1/payment.proto

import type * as grpc from '@grpc/grpc-js'
import type { MethodDefinition } from '@grpc/proto-loader'
import type { CreatePaymentRequest as _payment_v1_CreatePaymentRequest, CreatePaymentRequest__Output as _payment_v1_CreatePaymentRequest__Output } from '../../payment/v1/CreatePaymentRequest.ts';
import type { CreatePaymentResponse as _payment_v1_CreatePaymentResponse, CreatePaymentResponse__Output as _payment_v1_CreatePaymentResponse__Output } from '../../payment/v1/CreatePaymentResponse.ts';
import type { GetPaymentRequest as _payment_v1_GetPaymentRequest, GetPaymentRequest__Output as _payment_v1_GetPaymentRequest__Output } from '../../payment/v1/GetPaymentRequest.ts';
import type { GetPaymentResponse as _payment_v1_GetPaymentResponse, GetPaymentResponse__Output as _payment_v1_GetPaymentResponse__Output } from '../../payment/v1/GetPaymentResponse.ts';
import type { RefundPaymentRequest as _payment_v1_RefundPaymentRequest, RefundPaymentRequest__Output as _payment_v1_RefundPaymentRequest__Output } from '../../payment/v1/RefundPaymentRequest.ts';
import type { RefundPaymentResponse as _payment_v1_RefundPaymentResponse, RefundPaymentResponse__Output as _payment_v1_RefundPaymentResponse__Output } from '../../payment/v1/RefundPaymentResponse.ts';

export interface PaymentServiceClient extends grpc.Client {
  CreatePayment(argument: _payment_v1_CreatePaymentRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_payment_v1_CreatePaymentResponse__Output>): grpc.ClientUnaryCall;
  CreatePayment(argument: _payment_v1_CreatePaymentRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_payment_v1_CreatePaymentResponse__Output>): grpc.ClientUnaryCall;
  CreatePayment(argument: _payment_v1_CreatePaymentRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_payment_v1_CreatePaymentResponse__Output>): grpc.ClientUnaryCall;
  CreatePayment(argument: _payment_v1_CreatePaymentRequest, callback: grpc.requestCallback<_payment_v1_CreatePaymentResponse__Output>): grpc.ClientUnaryCall;
  createPayment(argument: _payment_v1_CreatePaymentRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_payment_v1_CreatePaymentResponse__Output>): grpc.ClientUnaryCall;
  createPayment(argument: _payment_v1_CreatePaymentRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_payment_v1_CreatePaymentResponse__Output>): grpc.ClientUnaryCall;
  createPayment(argument: _payment_v1_CreatePaymentRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_payment_v1_CreatePaymentResponse__Output>): grpc.ClientUnaryCall;
  createPayment(argument: _payment_v1_CreatePaymentRequest, callback: grpc.requestCallback<_payment_v1_CreatePaymentResponse__Output>): grpc.ClientUnaryCall;
  
  GetPayment(argument: _payment_v1_GetPaymentRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_payment_v1_GetPaymentResponse__Output>): grpc.ClientUnaryCall;
  GetPayment(argument: _payment_v1_GetPaymentRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_payment_v1_GetPaymentResponse__Output>): grpc.ClientUnaryCall;
  GetPayment(argument: _payment_v1_GetPaymentRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_payment_v1_GetPaymentResponse__Output>): grpc.ClientUnaryCall;
  GetPayment(argument: _payment_v1_GetPaymentRequest, callback: grpc.requestCallback<_payment_v1_GetPaymentResponse__Output>): grpc.ClientUnaryCall;
  getPayment(argument: _payment_v1_GetPaymentRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_payment_v1_GetPaymentResponse__Output>): grpc.ClientUnaryCall;
  getPayment(argument: _payment_v1_GetPaymentRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_payment_v1_GetPaymentResponse__Output>): grpc.ClientUnaryCall;
  getPayment(argument: _payment_v1_GetPaymentRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_payment_v1_GetPaymentResponse__Output>): grpc.ClientUnaryCall;
  getPayment(argument: _payment_v1_GetPaymentRequest, callback: grpc.requestCallback<_payment_v1_GetPaymentResponse__Output>): grpc.ClientUnaryCall;
  
  RefundPayment(argument: _payment_v1_RefundPaymentRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_payment_v1_RefundPaymentResponse__Output>): grpc.ClientUnaryCall;
  RefundPayment(argument: _payment_v1_RefundPaymentRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_payment_v1_RefundPaymentResponse__Output>): grpc.ClientUnaryCall;
  RefundPayment(argument: _payment_v1_RefundPaymentRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_payment_v1_RefundPaymentResponse__Output>): grpc.ClientUnaryCall;
  RefundPayment(argument: _payment_v1_RefundPaymentRequest, callback: grpc.requestCallback<_payment_v1_RefundPaymentResponse__Output>): grpc.ClientUnaryCall;
  refundPayment(argument: _payment_v1_RefundPaymentRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_payment_v1_RefundPaymentResponse__Output>): grpc.ClientUnaryCall;
  refundPayment(argument: _payment_v1_RefundPaymentRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_payment_v1_RefundPaymentResponse__Output>): grpc.ClientUnaryCall;
  refundPayment(argument: _payment_v1_RefundPaymentRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_payment_v1_RefundPaymentResponse__Output>): grpc.ClientUnaryCall;
  refundPayment(argument: _payment_v1_RefundPaymentRequest, callback: grpc.requestCallback<_payment_v1_RefundPaymentResponse__Output>): grpc.ClientUnaryCall;
  
}

export interface PaymentServiceHandlers extends grpc.UntypedServiceImplementation {
  CreatePayment: grpc.handleUnaryCall<_payment_v1_CreatePaymentRequest__Output, _payment_v1_CreatePaymentResponse>;
  
  GetPayment: grpc.handleUnaryCall<_payment_v1_GetPaymentRequest__Output, _payment_v1_GetPaymentResponse>;
  
  RefundPayment: grpc.handleUnaryCall<_payment_v1_RefundPaymentRequest__Output, _payment_v1_RefundPaymentResponse>;
  
}

export interface PaymentServiceDefinition extends grpc.ServiceDefinition {
  CreatePayment: MethodDefinition<_payment_v1_CreatePaymentRequest, _payment_v1_CreatePaymentResponse, _payment_v1_CreatePaymentRequest__Output, _payment_v1_CreatePaymentResponse__Output>
  GetPayment: MethodDefinition<_payment_v1_GetPaymentRequest, _payment_v1_GetPaymentResponse, _payment_v1_GetPaymentRequest__Output, _payment_v1_GetPaymentResponse__Output>
  RefundPayment: MethodDefinition<_payment_v1_RefundPaymentRequest, _payment_v1_RefundPaymentResponse, _payment_v1_RefundPaymentRequest__Output, _payment_v1_RefundPaymentResponse__Output>
}
