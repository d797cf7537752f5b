// Original file: proto/product/v1/product.proto


export interface ReleaseStockResponse {
}

export interface ReleaseStockResponse__Output {
}
