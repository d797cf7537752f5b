// Original file: proto/product/v1/product.proto

import type { Product as _product_v1_Product, Product__Output as _product_v1_Product__Output } from '../../product/v1/Product.ts';

export interface GetProductResponse {
  'product'?: (_product_v1_Product | null);
}

export interface GetProductResponse__Output {
  'product': (_product_v1_Product__Output | null);
}
