import type * as grpc from '@grpc/grpc-js';
import type { MessageTypeDefinition } from '@grpc/proto-loader';

import type { CheckAvailabilityRequest as _product_v1_CheckAvailabilityRequest, CheckAvailabilityRequest__Output as _product_v1_CheckAvailabilityRequest__Output } from './product/v1/CheckAvailabilityRequest.ts';
import type { CheckAvailabilityResponse as _product_v1_CheckAvailabilityResponse, CheckAvailabilityResponse__Output as _product_v1_CheckAvailabilityResponse__Output } from './product/v1/CheckAvailabilityResponse.ts';
import type { GetProductRequest as _product_v1_GetProductRequest, GetProductRequest__Output as _product_v1_GetProductRequest__Output } from './product/v1/GetProductRequest.ts';
import type { GetProductResponse as _product_v1_GetProductResponse, GetProductResponse__Output as _product_v1_GetProductResponse__Output } from './product/v1/GetProductResponse.ts';
import type { GetProductsRequest as _product_v1_GetProductsRequest, GetProductsRequest__Output as _product_v1_GetProductsRequest__Output } from './product/v1/GetProductsRequest.ts';
import type { GetProductsResponse as _product_v1_GetProductsResponse, GetProductsResponse__Output as _product_v1_GetProductsResponse__Output } from './product/v1/GetProductsResponse.ts';
import type { HoldStockRequest as _product_v1_HoldStockRequest, HoldStockRequest__Output as _product_v1_HoldStockRequest__Output } from './product/v1/HoldStockRequest.ts';
import type { HoldStockResponse as _product_v1_HoldStockResponse, HoldStockResponse__Output as _product_v1_HoldStockResponse__Output } from './product/v1/HoldStockResponse.ts';
import type { Product as _product_v1_Product, Product__Output as _product_v1_Product__Output } from './product/v1/Product.ts';
import type { ProductServiceClient as _product_v1_ProductServiceClient, ProductServiceDefinition as _product_v1_ProductServiceDefinition } from './product/v1/ProductService.ts';
import type { ReleaseStockRequest as _product_v1_ReleaseStockRequest, ReleaseStockRequest__Output as _product_v1_ReleaseStockRequest__Output } from './product/v1/ReleaseStockRequest.ts';
import type { ReleaseStockResponse as _product_v1_ReleaseStockResponse, ReleaseStockResponse__Output as _product_v1_ReleaseStockResponse__Output } from './product/v1/ReleaseStockResponse.ts';
import type { Wanted as _product_v1_Wanted, Wanted__Output as _product_v1_Wanted__Output } from './product/v1/Wanted.ts';

type SubtypeConstructor<Constructor extends new (...args: any) => any, Subtype> = {
  new(...args: ConstructorParameters<Constructor>): Subtype;
};

export interface ProtoGrpcType {
  product: {
    v1: {
      CheckAvailabilityRequest: MessageTypeDefinition<_product_v1_CheckAvailabilityRequest, _product_v1_CheckAvailabilityRequest__Output>
      CheckAvailabilityResponse: MessageTypeDefinition<_product_v1_CheckAvailabilityResponse, _product_v1_CheckAvailabilityResponse__Output>
      GetProductRequest: MessageTypeDefinition<_product_v1_GetProductRequest, _product_v1_GetProductRequest__Output>
      GetProductResponse: MessageTypeDefinition<_product_v1_GetProductResponse, _product_v1_GetProductResponse__Output>
      GetProductsRequest: MessageTypeDefinition<_product_v1_GetProductsRequest, _product_v1_GetProductsRequest__Output>
      GetProductsResponse: MessageTypeDefinition<_product_v1_GetProductsResponse, _product_v1_GetProductsResponse__Output>
      HoldStockRequest: MessageTypeDefinition<_product_v1_HoldStockRequest, _product_v1_HoldStockRequest__Output>
      HoldStockResponse: MessageTypeDefinition<_product_v1_HoldStockResponse, _product_v1_HoldStockResponse__Output>
      Product: MessageTypeDefinition<_product_v1_Product, _product_v1_Product__Output>
      ProductService: SubtypeConstructor<typeof grpc.Client, _product_v1_ProductServiceClient> & { service: _product_v1_ProductServiceDefinition }
      ReleaseStockRequest: MessageTypeDefinition<_product_v1_ReleaseStockRequest, _product_v1_ReleaseStockRequest__Output>
      ReleaseStockResponse: MessageTypeDefinition<_product_v1_ReleaseStockResponse, _product_v1_ReleaseStockResponse__Output>
      Wanted: MessageTypeDefinition<_product_v1_Wanted, _product_v1_Wanted__Output>
    }
  }
}

