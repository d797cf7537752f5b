// Original file: proto/product/v1/product.proto

import type { Wanted as _product_v1_Wanted, Wanted__Output as _product_v1_Wanted__Output } from '../../product/v1/Wanted.ts';

export interface CheckAvailabilityRequest {
  'lines'?: (_product_v1_Wanted)[];
}

export interface CheckAvailabilityRequest__Output {
  'lines': (_product_v1_Wanted__Output)[];
}
