// Who answers which paths, as data.
export const upstreams = {
  'ecommerce-service': { variable: 'ECOMMERCE_URL', url: 'http://localhost:8010' },
  'cart-service': { variable: 'CART_URL', url: 'http://localhost:8020' },
  'product-service': { variable: 'PRODUCT_URL', url: 'http://localhost:8030' },
  'analytics-service': { variable: 'ANALYTICS_URL', url: 'http://localhost:8040' },
} as const

/** What is under several of these paths goes where the longest one says. */
export const routes = [
  { path: '/', upstream: 'ecommerce-service' },
  { path: '/cart', upstream: 'cart-service' },
  { path: '/products', upstream: 'product-service' },
  { path: '/categories', upstream: 'product-service' },
  { path: '/analytics', upstream: 'analytics-service' },
] as const
