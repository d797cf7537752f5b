// What the report module promises the shopkeeper. Money is gross; refunds stand beside it.
export type RevenueHour = {
  hour: string
  orders: number
  revenueCents: number
  refundedCents: number
  currency: string
}
export type TrendingProduct = { productId: string; name: string; unitsSold: number; orders: number }
export type CartAbandonment = {
  idleMinutes: number
  openCarts: number
  abandonedCarts: number
  checkouts: number
  abandonmentRate: number
}

export type ReportApi = {
  /** One row per hour that the period touches, in full, if anything happened in it. Oldest first. */
  getRevenue(period: { from: Date; to: Date }): Promise<RevenueHour[]>
  /** The best sellers of the last minutes, best first. */
  getTrending(window: { windowMinutes: number; limit: number }): Promise<TrendingProduct[]>
  /** Carts that were filled and left, against customers who checked out in the last 24 hours. */
  getCartAbandonment(query: { idleMinutes: number }): Promise<CartAbandonment>
}
