// Original file: proto/product/v1/product.proto

import type * as grpc from '@grpc/grpc-js'
import type { MethodDefinition } from '@grpc/proto-loader'
import type { CheckAvailabilityRequest as _product_v1_CheckAvailabilityRequest, CheckAvailabilityRequest__Output as _product_v1_CheckAvailabilityRequest__Output } from '../../product/v1/CheckAvailabilityRequest.ts';
import type { CheckAvailabilityResponse as _product_v1_CheckAvailabilityResponse, CheckAvailabilityResponse__Output as _product_v1_CheckAvailabilityResponse__Output } from '../../product/v1/CheckAvailabilityResponse.ts';
import type { GetProductRequest as _product_v1_GetProductRequest, GetProductRequest__Output as _product_v1_GetProductRequest__Output } from '../../product/v1/GetProductRequest.ts';
import type { GetProductResponse as _product_v1_GetProductResponse, GetProductResponse__Output as _product_v1_GetProductResponse__Output } from '../../product/v1/GetProductResponse.ts';
import type { GetProductsRequest as _product_v1_GetProductsRequest, GetProductsRequest__Output as _product_v1_GetProductsRequest__Output } from '../../product/v1/GetProductsRequest.ts';
import type { GetProductsResponse as _product_v1_GetProductsResponse, GetProductsResponse__Output as _product_v1_GetProductsResponse__Output } from '../../product/v1/GetProductsResponse.ts';
import type { HoldStockRequest as _product_v1_HoldStockRequest, HoldStockRequest__Output as _product_v1_HoldStockRequest__Output } from '../../product/v1/HoldStockRequest.ts';
import type { HoldStockResponse as _product_v1_HoldStockResponse, HoldStockResponse__Output as _product_v1_HoldStockResponse__Output } from '../../product/v1/HoldStockResponse.ts';
import type { ReleaseStockRequest as _product_v1_ReleaseStockRequest, ReleaseStockRequest__Output as _product_v1_ReleaseStockRequest__Output } from '../../product/v1/ReleaseStockRequest.ts';
import type { ReleaseStockResponse as _product_v1_ReleaseStockResponse, ReleaseStockResponse__Output as _product_v1_ReleaseStockResponse__Output } from '../../product/v1/ReleaseStockResponse.ts';

export interface ProductServiceClient extends grpc.Client {
  CheckAvailability(argument: _product_v1_CheckAvailabilityRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_product_v1_CheckAvailabilityResponse__Output>): grpc.ClientUnaryCall;
  CheckAvailability(argument: _product_v1_CheckAvailabilityRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_product_v1_CheckAvailabilityResponse__Output>): grpc.ClientUnaryCall;
  CheckAvailability(argument: _product_v1_CheckAvailabilityRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_product_v1_CheckAvailabilityResponse__Output>): grpc.ClientUnaryCall;
  CheckAvailability(argument: _product_v1_CheckAvailabilityRequest, callback: grpc.requestCallback<_product_v1_CheckAvailabilityResponse__Output>): grpc.ClientUnaryCall;
  checkAvailability(argument: _product_v1_CheckAvailabilityRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_product_v1_CheckAvailabilityResponse__Output>): grpc.ClientUnaryCall;
  checkAvailability(argument: _product_v1_CheckAvailabilityRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_product_v1_CheckAvailabilityResponse__Output>): grpc.ClientUnaryCall;
  checkAvailability(argument: _product_v1_CheckAvailabilityRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_product_v1_CheckAvailabilityResponse__Output>): grpc.ClientUnaryCall;
  checkAvailability(argument: _product_v1_CheckAvailabilityRequest, callback: grpc.requestCallback<_product_v1_CheckAvailabilityResponse__Output>): grpc.ClientUnaryCall;
  
  GetProduct(argument: _product_v1_GetProductRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_product_v1_GetProductResponse__Output>): grpc.ClientUnaryCall;
  GetProduct(argument: _product_v1_GetProductRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_product_v1_GetProductResponse__Output>): grpc.ClientUnaryCall;
  GetProduct(argument: _product_v1_GetProductRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_product_v1_GetProductResponse__Output>): grpc.ClientUnaryCall;
  GetProduct(argument: _product_v1_GetProductRequest, callback: grpc.requestCallback<_product_v1_GetProductResponse__Output>): grpc.ClientUnaryCall;
  getProduct(argument: _product_v1_GetProductRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_product_v1_GetProductResponse__Output>): grpc.ClientUnaryCall;
  getProduct(argument: _product_v1_GetProductRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_product_v1_GetProductResponse__Output>): grpc.ClientUnaryCall;
  getProduct(argument: _product_v1_GetProductRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_product_v1_GetProductResponse__Output>): grpc.ClientUnaryCall;
  getProduct(argument: _product_v1_GetProductRequest, callback: grpc.requestCallback<_product_v1_GetProductResponse__Output>): grpc.ClientUnaryCall;
  
  GetProducts(argument: _product_v1_GetProductsRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_product_v1_GetProductsResponse__Output>): grpc.ClientUnaryCall;
  GetProducts(argument: _product_v1_GetProductsRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_product_v1_GetProductsResponse__Output>): grpc.ClientUnaryCall;
  GetProducts(argument: _product_v1_GetProductsRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_product_v1_GetProductsResponse__Output>): grpc.ClientUnaryCall;
  GetProducts(argument: _product_v1_GetProductsRequest, callback: grpc.requestCallback<_product_v1_GetProductsResponse__Output>): grpc.ClientUnaryCall;
  getProducts(argument: _product_v1_GetProductsRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_product_v1_GetProductsResponse__Output>): grpc.ClientUnaryCall;
  getProducts(argument: _product_v1_GetProductsRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_product_v1_GetProductsResponse__Output>): grpc.ClientUnaryCall;
  getProducts(argument: _product_v1_GetProductsRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_product_v1_GetProductsResponse__Output>): grpc.ClientUnaryCall;
  getProducts(argument: _product_v1_GetProductsRequest, callback: grpc.requestCallback<_product_v1_GetProductsResponse__Output>): grpc.ClientUnaryCall;
  
  HoldStock(argument: _product_v1_HoldStockRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_product_v1_HoldStockResponse__Output>): grpc.ClientUnaryCall;
  HoldStock(argument: _product_v1_HoldStockRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_product_v1_HoldStockResponse__Output>): grpc.ClientUnaryCall;
  HoldStock(argument: _product_v1_HoldStockRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_product_v1_HoldStockResponse__Output>): grpc.ClientUnaryCall;
  HoldStock(argument: _product_v1_HoldStockRequest, callback: grpc.requestCallback<_product_v1_HoldStockResponse__Output>): grpc.ClientUnaryCall;
  holdStock(argument: _product_v1_HoldStockRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_product_v1_HoldStockResponse__Output>): grpc.ClientUnaryCall;
  holdStock(argument: _product_v1_HoldStockRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_product_v1_HoldStockResponse__Output>): grpc.ClientUnaryCall;
  holdStock(argument: _product_v1_HoldStockRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_product_v1_HoldStockResponse__Output>): grpc.ClientUnaryCall;
  holdStock(argument: _product_v1_HoldStockRequest, callback: grpc.requestCallback<_product_v1_HoldStockResponse__Output>): grpc.ClientUnaryCall;
  
  ReleaseStock(argument: _product_v1_ReleaseStockRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_product_v1_ReleaseStockResponse__Output>): grpc.ClientUnaryCall;
  ReleaseStock(argument: _product_v1_ReleaseStockRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_product_v1_ReleaseStockResponse__Output>): grpc.ClientUnaryCall;
  ReleaseStock(argument: _product_v1_ReleaseStockRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_product_v1_ReleaseStockResponse__Output>): grpc.ClientUnaryCall;
  ReleaseStock(argument: _product_v1_ReleaseStockRequest, callback: grpc.requestCallback<_product_v1_ReleaseStockResponse__Output>): grpc.ClientUnaryCall;
  releaseStock(argument: _product_v1_ReleaseStockRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_product_v1_ReleaseStockResponse__Output>): grpc.ClientUnaryCall;
  releaseStock(argument: _product_v1_ReleaseStockRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_product_v1_ReleaseStockResponse__Output>): grpc.ClientUnaryCall;
  releaseStock(argument: _product_v1_ReleaseStockRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_product_v1_ReleaseStockResponse__Output>): grpc.ClientUnaryCall;
  releaseStock(argument: _product_v1_ReleaseStockRequest, callback: grpc.requestCallback<_product_v1_ReleaseStockResponse__Output>): grpc.ClientUnaryCall;
  
}

export interface ProductServiceHandlers extends grpc.UntypedServiceImplementation {
  CheckAvailability: grpc.handleUnaryCall<_product_v1_CheckAvailabilityRequest__Output, _product_v1_CheckAvailabilityResponse>;
  
  GetProduct: grpc.handleUnaryCall<_product_v1_GetProductRequest__Output, _product_v1_GetProductResponse>;
  
  GetProducts: grpc.handleUnaryCall<_product_v1_GetProductsRequest__Output, _product_v1_GetProductsResponse>;
  
  HoldStock: grpc.handleUnaryCall<_product_v1_HoldStockRequest__Output, _product_v1_HoldStockResponse>;
  
  ReleaseStock: grpc.handleUnaryCall<_product_v1_ReleaseStockRequest__Output, _product_v1_ReleaseStockResponse>;
  
}

export interface ProductServiceDefinition extends grpc.ServiceDefinition {
  CheckAvailability: MethodDefinition<_product_v1_CheckAvailabilityRequest, _product_v1_CheckAvailabilityResponse, _product_v1_CheckAvailabilityRequest__Output, _product_v1_CheckAvailabilityResponse__Output>
  GetProduct: MethodDefinition<_product_v1_GetProductRequest, _product_v1_GetProductResponse, _product_v1_GetProductRequest__Output, _product_v1_GetProductResponse__Output>
  GetProducts: MethodDefinition<_product_v1_GetProductsRequest, _product_v1_GetProductsResponse, _product_v1_GetProductsRequest__Output, _product_v1_GetProductsResponse__Output>
  HoldStock: MethodDefinition<_product_v1_HoldStockRequest, _product_v1_HoldStockResponse, _product_v1_HoldStockRequest__Output, _product_v1_HoldStockResponse__Output>
  ReleaseStock: MethodDefinition<_product_v1_ReleaseStockRequest, _product_v1_ReleaseStockResponse, _product_v1_ReleaseStockRequest__Output, _product_v1_ReleaseStockResponse__Output>
}
