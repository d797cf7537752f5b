// Original file: proto/cart/v1/cart.proto


export interface ReleaseCartResponse {
}

export interface ReleaseCartResponse__Output {
}
