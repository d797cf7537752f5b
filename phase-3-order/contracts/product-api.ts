// What product-service promises: the catalogue, and stock that is held by order.
import type { Page, PageRequest } from './page.ts'

export type Product = {
  id: string
  name: string
  description: string
  category: string
  priceCents: number
  currency: string
  stock: number
}
export type Category = { slug: string; name: string; products: number }
export type ProductSort = 'name' | 'price_asc' | 'price_desc' | 'newest'
export type ProductQuery = PageRequest & {
  category?: string | undefined
  q?: string | undefined
  sort: ProductSort
}
export type Wanted = { productId: string; quantity: number }

export type ProductApi = {
  /** Errors: invalid when the cursor belongs to another query. */
  listProducts(query: ProductQuery): Promise<Page<Product>>
  listCategories(): Promise<Category[]>
  /** Errors: not_found. */
  getProduct(id: string): Promise<Product>
  /** Many in one call. Unknown ids are left out. */
  getProducts(ids: string[]): Promise<Product[]>
  /** Whether all of it could be had now. Not a promise: only a hold is one. */
  checkAvailability(lines: Wanted[]): Promise<{ isAvailable: boolean }>
  /** Takes every line out of the stock or none of them. Idempotent by order. Not held either when the order was
   *  released before. */
  holdStock(orderId: string, lines: Wanted[]): Promise<{ isHeld: boolean }>
  /** Puts back what the order holds. Idempotent, and harmless when it holds nothing; a hold that comes later is
   *  refused. */
  releaseStock(orderId: string): Promise<void>
}
