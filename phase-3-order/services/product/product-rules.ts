// Rules of the catalogue. Pure: no database, no clock.
import type { Wanted } from '../../contracts/product-api.ts'

/** Whether every line is in stock. A product that does not exist is out of stock. */
export function canFill(lines: Wanted[], products: { id: string; stock: number }[]): boolean {
  const stock = new Map(products.map((product) => [product.id, product.stock]))
  return lines.every(({ productId, quantity }) => quantity <= (stock.get(productId) ?? 0))
}
