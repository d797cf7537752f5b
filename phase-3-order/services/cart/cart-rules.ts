// Rules of carts: totals, and which lines a checkout gets. Pure: prices are arguments.
import type { Cart, CartLine } from '../../contracts/cart-api.ts'
import { currency } from '../../contracts/money.ts'
import type { Product } from '../../contracts/product-api.ts'
import { AppError } from '../../shared/errors.ts'

export type StoredLine = { productId: string; quantity: number; reservedBy: string | null }

export const cartLocked = () =>
  new AppError('conflict', 'what you want to change is under checkout', { code: 'cart_locked' })

/** By name, then id. A product that is no longer sold is left out. */
export function priceLines(lines: StoredLine[], products: Product[]): CartLine[] {
  const byId = new Map(products.map((product) => [product.id, product]))
  return lines
    .flatMap(({ productId, quantity }) => {
      const product = byId.get(productId)
      return product ? [priceLine(product, quantity)] : []
    })
    .toSorted(
      (a, b) => a.name.localeCompare(b.name, 'en') || a.productId.localeCompare(b.productId, 'en'),
    )
}

export const toCart = (lines: StoredLine[], items: CartLine[]): Cart => ({
  items,
  totalCents: items.reduce((sum, { lineTotalCents }) => sum + lineTotalCents, 0),
  currency,
  locked: lines.some(({ reservedBy }) => reservedBy),
})

type OrderedLine = { productId: string; quantity: number }

/** These lines as they stand in the cart, if the order has exactly them or could have them; else undefined. */
export function linesAsOrdered(
  lines: StoredLine[],
  ordered: OrderedLine[],
  orderId: string,
): StoredLine[] | undefined {
  const own = lines.filter(({ reservedBy }) => reservedBy === orderId)
  const from = own.length > 0 ? own : lines.filter(({ reservedBy }) => !reservedBy)
  const wanted = new Map(ordered.map(({ productId, quantity }) => [productId, quantity]))
  const found = from.filter(({ productId, quantity }) => wanted.get(productId) === quantity)
  const isAll = found.length === wanted.size && found.length >= own.length
  return isAll ? found : undefined
}

/** What the order has already, otherwise every line that no other order has. */
export function linesToReserve(lines: StoredLine[], orderId: string): StoredLine[] {
  const reserved = lines.filter(({ reservedBy }) => reservedBy === orderId)
  if (reserved.length > 0) return reserved
  if (lines.length === 0) {
    throw new AppError('unprocessable', 'the cart is empty', { code: 'cart_empty' })
  }
  const free = lines.filter(({ reservedBy }) => !reservedBy)
  if (free.length === 0) throw cartLocked()
  return free
}

const priceLine = ({ id, name, priceCents }: Product, quantity: number): CartLine => ({
  productId: id,
  name,
  quantity,
  unitPriceCents: priceCents,
  lineTotalCents: priceCents * quantity,
})
