// Original file: proto/product/v1/product.proto


export interface ReleaseStockRequest {
  'orderId'?: (string);
}

export interface ReleaseStockRequest__Output {
  'orderId': (string);
}
