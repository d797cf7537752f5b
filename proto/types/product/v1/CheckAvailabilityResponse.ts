// Original file: proto/product/v1/product.proto


export interface CheckAvailabilityResponse {
  'isAvailable'?: (boolean);
}

export interface CheckAvailabilityResponse__Output {
  'isAvailable': (boolean);
}
