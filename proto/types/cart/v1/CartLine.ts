// Original file: proto/cart/v1/cart.proto

import type { Long } from '@grpc/proto-loader';

export interface CartLine {
  'productId'?: (string);
  'name'?: (string);
  'quantity'?: (number);
  'unitPriceCents'?: (number | string | Long);
  'lineTotalCents'?: (number | string | Long);
}

export interface CartLine__Output {
  'productId': (string);
  'name': (string);
  'quantity': (number);
  'unitPriceCents': (string);
  'lineTotalCents': (string);
}
