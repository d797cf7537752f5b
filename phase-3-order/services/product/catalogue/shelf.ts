// What a file of the catalogue looks like: a category with its products.
import type { Product } from '../../../contracts/product-api.ts'

export type Shelf = {
  slug: string
  name: string
  products: Omit<Product, 'category' | 'currency'>[]
}
