// Original file: proto/product/v1/product.proto

import type { Long } from '@grpc/proto-loader';

export interface Product {
  'id'?: (string);
  'name'?: (string);
  'description'?: (string);
  'category'?: (string);
  'priceCents'?: (number | string | Long);
  'currency'?: (string);
  'stock'?: (number);
}

export interface Product__Output {
  'id': (string);
  'name': (string);
  'description': (string);
  'category': (string);
  'priceCents': (string);
  'currency': (string);
  'stock': (number);
}
