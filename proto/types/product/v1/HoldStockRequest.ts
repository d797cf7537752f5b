// Original file: proto/product/v1/product.proto

import type { Wanted as _product_v1_Wanted, Wanted__Output as _product_v1_Wanted__Output } from '../../product/v1/Wanted.ts';

export interface HoldStockRequest {
  'orderId'?: (string);
  'lines'?: (_product_v1_Wanted)[];
}

export interface HoldStockRequest__Output {
  'orderId': (string);
  'lines': (_product_v1_Wanted__Output)[];
}
