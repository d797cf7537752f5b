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
  /** What reserveCart would take for the order now, without taking it.
   *  Errors: unprocessable `cart_empty`, conflict `cart_locked`, as there. */
  getFreeLines(userId: string, orderId: string): Promise<CartLine[]>
  /** Reserves for the order every line that no other order has. Idempotent by order.
   *  Errors: unprocessable `cart_empty`, conflict `cart_locked` when all lines are taken,
   *  conflict `checkout_over` when the order was released or cleared before. */
  reserveCart(userId: string, orderId: string): Promise<CartLine[]>
  /** Gives the order's lines back to the customer. Idempotent. */
  releaseCart(orderId: string): Promise<void>
  /** Removes the order's lines: they are bought. Idempotent. */
  clearCart(orderId: string): Promise<void>
}

/** What cart-service answers to other services; the rest is between it and the customer. */
export type CartClient = Pick<
  CartApi,
  'getCart' | 'getFreeLines' | 'reserveCart' | 'releaseCart' | 'clearCart'
>
