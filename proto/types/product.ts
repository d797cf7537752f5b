import type * as grpc from '@grpc/grpc-js';
import type { MessageTypeDefinition } from '@grpc/proto-loader';

import type { GetProductRequest as _product_v1_GetProductRequest, GetProductRequest__Output as _product_v1_GetProductRequest__Output } from './product/v1/GetProductRequest.ts';
import type { GetProductResponse as _product_v1_GetProductResponse, GetProductResponse__Output as _product_v1_GetProductResponse__Output } from './product/v1/GetProductResponse.ts';
import type { GetProductsRequest as _product_v1_GetProductsRequest, GetProductsRequest__Output as _product_v1_GetProductsRequest__Output } from './product/v1/GetProductsRequest.ts';
import type { GetProductsResponse as _product_v1_GetProductsResponse, GetProductsResponse__Output as _product_v1_GetProductsResponse__Output } from './product/v1/GetProductsResponse.ts';
import type { Product as _product_v1_Product, Product__Output as _product_v1_Product__Output } from './product/v1/Product.ts';
import type { ProductServiceClient as _product_v1_ProductServiceClient, ProductServiceDefinition as _product_v1_ProductServiceDefinition } from './product/v1/ProductService.ts';

type SubtypeConstructor<Constructor extends new (...args: any) => any, Subtype> = {
  new(...args: ConstructorParameters<Constructor>): Subtype;
};

export interface ProtoGrpcType {
  product: {
    v1: {
      GetProductRequest: MessageTypeDefinition<_product_v1_GetProductRequest, _product_v1_GetProductRequest__Output>
      GetProductResponse: MessageTypeDefinition<_product_v1_GetProductResponse, _product_v1_GetProductResponse__Output>
      GetProductsRequest: MessageTypeDefinition<_product_v1_GetProductsRequest, _product_v1_GetProductsRequest__Output>
      GetProductsResponse: MessageTypeDefinition<_product_v1_GetProductsResponse, _product_v1_GetProductsResponse__Output>
      Product: MessageTypeDefinition<_product_v1_Product, _product_v1_Product__Output>
      ProductService: SubtypeConstructor<typeof grpc.Client, _product_v1_ProductServiceClient> & { service: _product_v1_ProductServiceDefinition }
    }
  }
}

