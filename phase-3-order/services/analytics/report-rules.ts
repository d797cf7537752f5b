// Rules of the reports. Pure.

/** The share of customers who filled a cart and left it; 0 where there was nobody. */
export const abandonmentRate = (abandonedCarts: number, checkouts: number): number =>
  abandonedCarts === 0 ? 0 : abandonedCarts / (abandonedCarts + checkouts)
