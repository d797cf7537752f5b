// Original file: proto/product/v1/product.proto

import type * as grpc from '@grpc/grpc-js'
import type { MethodDefinition } from '@grpc/proto-loader'
import type { GetProductRequest as _product_v1_GetProductRequest, GetProductRequest__Output as _product_v1_GetProductRequest__Output } from '../../product/v1/GetProductRequest.ts';
import type { GetProductResponse as _product_v1_GetProductResponse, GetProductResponse__Output as _product_v1_GetProductResponse__Output } from '../../product/v1/GetProductResponse.ts';
import type { GetProductsRequest as _product_v1_GetProductsRequest, GetProductsRequest__Output as _product_v1_GetProductsRequest__Output } from '../../product/v1/GetProductsRequest.ts';
import type { GetProductsResponse as _product_v1_GetProductsResponse, GetProductsResponse__Output as _product_v1_GetProductsResponse__Output } from '../../product/v1/GetProductsResponse.ts';

export interface ProductServiceClient extends grpc.Client {
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
  
}

export interface ProductServiceHandlers extends grpc.UntypedServiceImplementation {
  GetProduct: grpc.handleUnaryCall<_product_v1_GetProductRequest__Output, _product_v1_GetProductResponse>;
  
  GetProducts: grpc.handleUnaryCall<_product_v1_GetProductsRequest__Output, _product_v1_GetProductsResponse>;
  
}

export interface ProductServiceDefinition extends grpc.ServiceDefinition {
  GetProduct: MethodDefinition<_product_v1_GetProductRequest, _product_v1_GetProductResponse, _product_v1_GetProductRequest__Output, _product_v1_GetProductResponse__Output>
  GetProducts: MethodDefinition<_product_v1_GetProductsRequest, _product_v1_GetProductsResponse, _product_v1_GetProductsRequest__Output, _product_v1_GetProductsResponse__Output>
}
