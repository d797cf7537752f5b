// Original file: proto/product/v1/product.proto


export interface HoldStockResponse {
  'isHeld'?: (boolean);
}

export interface HoldStockResponse__Output {
  'isHeld': (boolean);
}
