// For tsc alone: mistakes with gRPC that must not compile. It complains as soon as one of them does.
import type { GrpcClient } from '../grpc-client.ts'
import { grpcService } from '../grpc-server.ts'
import { answerMug, mug } from './given-grpc.ts'
import { productService } from './given-proto.ts'

const GetProduct = answerMug
const GetProducts = async () => ({ products: [mug] })
const unpriced = { ...mug, priceCents: undefined }

export function serve() {
  grpcService(productService, { GetProduct, GetProducts })

  // @ts-expect-error GetProducts is missing
  grpcService(productService, { GetProduct })
  // @ts-expect-error there is no such method
  grpcService(productService, { GetProduct, GetProducts, DropProducts: GetProduct })
  // @ts-expect-error a product has more to it
  grpcService(productService, { GetProduct: async () => ({ product: { id: 'mug' } }), GetProducts })
  // @ts-expect-error the price is missing, deep inside
  grpcService(productService, { GetProduct, GetProducts: async () => ({ products: [unpriced] }) })
  // @ts-expect-error one is not many
  grpcService(productService, { GetProduct, GetProducts: GetProduct })
  // @ts-expect-error not a promise
  grpcService(productService, { GetProduct: () => ({ product: mug }), GetProducts })
  // @ts-expect-error it is asked for an id, and for nothing else
  grpcService(productService, { GetProduct: ({ name }) => GetProduct(name), GetProducts })
}

export async function call(client: GrpcClient<typeof productService>) {
  const { product } = await client.call('GetProduct', { id: 'mug' })

  // @ts-expect-error a message that is not set is null
  product.name.trim()
  // @ts-expect-error int64 is text
  product!.priceCents.toFixed()
  // @ts-expect-error there is no such method
  await client.call('DropProducts', { id: 'mug' })
  // @ts-expect-error the id is missing
  await client.call('GetProduct', {})
  // @ts-expect-error the id is text
  await client.call('GetProduct', { id: 1 })
  // @ts-expect-error it takes nothing else
  await client.call('GetProduct', { id: 'mug', name: 'Mug' })
}
