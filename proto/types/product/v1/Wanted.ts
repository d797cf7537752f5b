// Original file: proto/product/v1/product.proto


export interface Wanted {
  'productId'?: (string);
  'quantity'?: (number);
}

export interface Wanted__Output {
  'productId': (string);
  'quantity': (number);
}
