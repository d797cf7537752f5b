// What cart-service promises: one cart per customer, and lines that a checkout reserves by order.
export type CartLine = {
  productId: string
  name: string
  quantity: number
  unitPriceCents: number
  lineTotalCents: number
}
export type Cart = { items: CartLine[]; totalCents: number; currency: string; locked: boolean }

export type CartApi = {
  getCart(userId: string): Promise<Cart>
  /** Errors: not_found (product), conflict `insufficient_stock`, conflict `cart_locked`. */
  setItem(userId: string, productId: string, quantity: number): Promise<Cart>
  /** Harmless when there is no such line. Errors: conflict `cart_locked`. */
  removeItem(userId: string, productId: string): Promise<Cart>
  /** Errors: conflict `cart_locked` when any line is under checkout; then nothing is removed. */
  emptyCart(userId: string): Promise<Cart>
  /** What the order can be made of, without taking it: the lines that it has, otherwise all that no other order has.
   *  Errors: unprocessable `cart_empty`, conflict `cart_locked` when all lines are taken. */
  getFreeLines(userId: string, orderId: string): Promise<CartLine[]>
}

/** What cart-service answers to other services when they ask; the rest is between it and the customer. What they want
 *  done they send as commands: messages.ts. */
export type CartClient = Pick<CartApi, 'getCart' | 'getFreeLines'>
