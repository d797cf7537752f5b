// Who answers which paths, as data.
export const upstreams = {
  'ecommerce-service': { variable: 'ECOMMERCE_URL', url: 'http://localhost:8010' },
  'cart-service': { variable: 'CART_URL', url: 'http://localhost:8020' },
} as const

/** What is under several of these paths goes where the longest one says. */
export const routes = [
  { path: '/', upstream: 'ecommerce-service' },
  { path: '/cart', upstream: 'cart-service' },
] as const
