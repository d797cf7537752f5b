// What runs in each phase. A further phase is one more entry here; nothing else in scripts/ knows a phase by name.
import type { ServerName, Servers } from './infra/infra.ts'

/** Where a process finds the others, once ports and databases are known. */
export type Wiring = {
  servers: Servers
  /** In front of the names of topics and of their readers, so that shops that share a broker do not meet. */
  topicPrefix: string
  databaseUrl(name: string): string
  /** host:port, by the variable that the port stands in, e.g. PROVIDER_PORT. */
  address(variable: string): string
}

export type Process = {
  name: string
  main: string
  /** Brings its database to the newest schema and fills it, before it starts. */
  migrate?: string
  /** The variables that its ports are given in, and the ports of `npm start`. */
  ports: Record<string, number>
  /** The one of them that answers /health/ready. */
  opsPort: string
  env(wiring: Wiring): Record<string, string>
}

/** Run to its end, once the databases have their newest schema and before any process starts. */
export type OneShot = Pick<Process, 'name' | 'main' | 'env'>

export type Phase = {
  folder: string
  servers: ServerName[]
  /** The databases, each with the role that owns it. */
  databases: Record<string, string>
  /** The topics, without a prefix. */
  topics?: string[]
  /** The port that customers know. */
  publicPort: string
  /** The process that takes orders, and those that it cannot complete one without. */
  takesOrders: string
  checkoutNeeds: string[]
  processes: Process[]
  afterMigrations?: OneShot[]
}

const provider: Process = {
  name: 'provider',
  main: 'scripts/provider/main.ts',
  ports: { PROVIDER_PORT: 8090 },
  opsPort: 'PROVIDER_PORT',
  env: ({ databaseUrl }) => ({ PROVIDER_DATABASE_URL: databaseUrl('providerdb') }),
}

type Env = Process['env']

/** Of whoever tells or hears what happens in the shop. */
const kafka: Env = ({ servers, topicPrefix }) => ({
  KAFKA_BROKERS: servers.kafkaBrokers,
  KAFKA_TOPIC_PREFIX: topicPrefix,
})

/** `catalogue`: where it asks what products cost. `more`: what a later phase adds. */
const cartService = (folder: string, catalogue: string, more: Env = () => ({})): Process => ({
  name: 'cart-service',
  main: `${folder}/services/cart/main.ts`,
  migrate: `${folder}/services/cart/migrate.ts`,
  ports: { CART_PORT: 8020, CART_OPS_PORT: 8021, CART_GRPC_PORT: 8022 },
  opsPort: 'CART_OPS_PORT',
  env: (wiring) => ({
    CART_DATABASE_URL: wiring.databaseUrl('cartdb'),
    PRODUCT_ADDRESS: wiring.address(catalogue),
    AUTH_KEYS_URL: keysOf(wiring),
    TRUST_PROXY_HOPS: '1',
    ...more(wiring),
  }),
})

/** Where the keys are that tokens are verified with. */
const keysOf = ({ address }: Wiring) => `http://${address('ECOMMERCE_PORT')}/auth/jwks`

export const phases: Record<number, Phase> = {
  0: {
    folder: 'phase-0-monolith',
    servers: ['postgres'],
    databases: { providerdb: 'provider', ecommercedb: 'ecommerce' },
    publicPort: 'ECOMMERCE_PORT',
    takesOrders: 'ecommerce-service',
    checkoutNeeds: ['provider'],
    processes: [
      provider,
      {
        name: 'ecommerce-service',
        main: 'phase-0-monolith/main.ts',
        migrate: 'phase-0-monolith/migrate.ts',
        ports: { ECOMMERCE_PORT: 8080, ECOMMERCE_OPS_PORT: 8081 },
        opsPort: 'ECOMMERCE_OPS_PORT',
        env: ({ databaseUrl, address }) => ({
          ECOMMERCE_DATABASE_URL: databaseUrl('ecommercedb'),
          PAYMENT_PROVIDER_URL: `http://${address('PROVIDER_PORT')}`,
        }),
      },
    ],
  },
  1: {
    folder: 'phase-1-cart',
    servers: ['postgres'],
    databases: { providerdb: 'provider', ecommercedb: 'ecommerce', cartdb: 'cart' },
    publicPort: 'GATEWAY_PORT',
    takesOrders: 'ecommerce-service',
    checkoutNeeds: ['provider', 'cart-service'],
    processes: [
      provider,
      {
        name: 'ecommerce-service',
        main: 'phase-1-cart/main.ts',
        migrate: 'phase-1-cart/migrate.ts',
        ports: { ECOMMERCE_PORT: 8010, ECOMMERCE_OPS_PORT: 8011, ECOMMERCE_GRPC_PORT: 8012 },
        opsPort: 'ECOMMERCE_OPS_PORT',
        env: ({ databaseUrl, address }) => ({
          ECOMMERCE_DATABASE_URL: databaseUrl('ecommercedb'),
          PAYMENT_PROVIDER_URL: `http://${address('PROVIDER_PORT')}`,
          CART_ADDRESS: address('CART_GRPC_PORT'),
          TRUST_PROXY_HOPS: '1',
        }),
      },
      cartService('phase-1-cart', 'ECOMMERCE_GRPC_PORT'),
      {
        name: 'gateway',
        main: 'phase-1-cart/services/gateway/main.ts',
        ports: { GATEWAY_PORT: 8080, GATEWAY_OPS_PORT: 8081 },
        opsPort: 'GATEWAY_OPS_PORT',
        env: ({ address }) => ({
          ECOMMERCE_URL: `http://${address('ECOMMERCE_PORT')}`,
          CART_URL: `http://${address('CART_PORT')}`,
        }),
      },
    ],
    afterMigrations: [
      {
        name: 'move-carts',
        main: 'phase-1-cart/move-carts.ts',
        env: ({ databaseUrl }) => ({
          ECOMMERCE_DATABASE_URL: databaseUrl('ecommercedb'),
          CART_DATABASE_URL: databaseUrl('cartdb'),
        }),
      },
    ],
  },
  2: {
    folder: 'phase-2-product',
    servers: ['postgres', 'kafka'],
    databases: {
      providerdb: 'provider',
      ecommercedb: 'ecommerce',
      cartdb: 'cart',
      productdb: 'product',
      analyticsdb: 'analytics',
    },
    topics: ['shop.orders', 'shop.carts'],
    publicPort: 'GATEWAY_PORT',
    takesOrders: 'ecommerce-service',
    checkoutNeeds: ['provider', 'cart-service', 'product-service'],
    processes: [
      provider,
      {
        name: 'ecommerce-service',
        main: 'phase-2-product/main.ts',
        migrate: 'phase-2-product/migrate.ts',
        ports: { ECOMMERCE_PORT: 8010, ECOMMERCE_OPS_PORT: 8011 },
        opsPort: 'ECOMMERCE_OPS_PORT',
        env: (wiring) => ({
          ECOMMERCE_DATABASE_URL: wiring.databaseUrl('ecommercedb'),
          PAYMENT_PROVIDER_URL: `http://${wiring.address('PROVIDER_PORT')}`,
          CART_ADDRESS: wiring.address('CART_GRPC_PORT'),
          PRODUCT_ADDRESS: wiring.address('PRODUCT_GRPC_PORT'),
          TRUST_PROXY_HOPS: '1',
          ...kafka(wiring),
        }),
      },
      cartService('phase-2-product', 'PRODUCT_GRPC_PORT', kafka),
      {
        name: 'product-service',
        main: 'phase-2-product/services/product/main.ts',
        migrate: 'phase-2-product/services/product/migrate.ts',
        ports: { PRODUCT_PORT: 8030, PRODUCT_OPS_PORT: 8031, PRODUCT_GRPC_PORT: 8032 },
        opsPort: 'PRODUCT_OPS_PORT',
        env: ({ databaseUrl }) => ({
          PRODUCT_DATABASE_URL: databaseUrl('productdb'),
          TRUST_PROXY_HOPS: '1',
        }),
      },
      {
        name: 'analytics-service',
        main: 'phase-2-product/services/analytics/main.ts',
        migrate: 'phase-2-product/services/analytics/migrate.ts',
        ports: { ANALYTICS_PORT: 8040, ANALYTICS_OPS_PORT: 8041 },
        opsPort: 'ANALYTICS_OPS_PORT',
        env: (wiring) => ({
          ANALYTICS_DATABASE_URL: wiring.databaseUrl('analyticsdb'),
          AUTH_KEYS_URL: keysOf(wiring),
          TRUST_PROXY_HOPS: '1',
          ...kafka(wiring),
        }),
      },
      {
        name: 'gateway',
        main: 'phase-2-product/services/gateway/main.ts',
        ports: { GATEWAY_PORT: 8080, GATEWAY_OPS_PORT: 8081 },
        opsPort: 'GATEWAY_OPS_PORT',
        env: ({ address }) => ({
          ECOMMERCE_URL: `http://${address('ECOMMERCE_PORT')}`,
          CART_URL: `http://${address('CART_PORT')}`,
          PRODUCT_URL: `http://${address('PRODUCT_PORT')}`,
          ANALYTICS_URL: `http://${address('ANALYTICS_PORT')}`,
        }),
      },
    ],
    afterMigrations: [
      {
        name: 'move-products',
        main: 'phase-2-product/move-products.ts',
        env: ({ databaseUrl }) => ({
          ECOMMERCE_DATABASE_URL: databaseUrl('ecommercedb'),
          PRODUCT_DATABASE_URL: databaseUrl('productdb'),
        }),
      },
    ],
  },
}

export function getPhase(number: number): Phase {
  const phase = phases[number]
  if (!phase) throw new Error(`there is no phase ${number}`)
  return phase
}
