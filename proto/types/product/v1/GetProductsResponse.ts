// Original file: proto/product/v1/product.proto

import type { Product as _product_v1_Product, Product__Output as _product_v1_Product__Output } from '../../product/v1/Product.ts';

export interface GetProductsResponse {
  'products'?: (_product_v1_Product)[];
}

export interface GetProductsResponse__Output {
  'products': (_product_v1_Product__Output)[];
}
