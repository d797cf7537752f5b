// Who answers which paths, as data. There is no row for all the rest: what nobody is named for is not there.
export const upstreams = {
  'auth-service': { variable: 'AUTH_URL', url: 'http://localhost:8050' },
  'cart-service': { variable: 'CART_URL', url: 'http://localhost:8020' },
  'product-service': { variable: 'PRODUCT_URL', url: 'http://localhost:8030' },
  'order-service': { variable: 'ORDER_URL', url: 'http://localhost:8010' },
  'analytics-service': { variable: 'ANALYTICS_URL', url: 'http://localhost:8040' },
  'order-projector': { variable: 'PROJECTOR_URL', url: 'http://localhost:8070' },
} as const

/** What is under several of these paths goes where the longest one says. */
export const routes = [
  { path: '/auth', upstream: 'auth-service' },
  { path: '/cart', upstream: 'cart-service' },
  { path: '/products', upstream: 'product-service' },
  { path: '/categories', upstream: 'product-service' },
  { path: '/analytics', upstream: 'analytics-service' },
  { path: '/orders', upstream: 'order-service' },
  { path: '/orders/:id/timeline', upstream: 'order-projector' },
  { path: '/admin/dead-letters', upstream: 'order-service' },
  { path: '/admin/orders', upstream: 'order-projector' },
  { path: '/admin/projections', upstream: 'order-projector' },
] as const
