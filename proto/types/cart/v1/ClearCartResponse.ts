// Original file: proto/cart/v1/cart.proto


export interface ClearCartResponse {
}

export interface ClearCartResponse__Output {
}
