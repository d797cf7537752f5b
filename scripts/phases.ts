// What runs in each phase. A further phase is one more entry here; nothing else in scripts/ knows a phase by name.
import type { ServerName, Servers } from './infra/infra.ts'

/** Where a process finds the others, once ports and databases are known. */
export type Wiring = {
  servers: Servers
  /** In front of the names of topics and of their readers, so that shops that share a broker do not meet. */
  topicPrefix: string
  /** The same for exchanges and queues. */
  queuePrefix: string
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
export type OneShot = Pick<Process, 'name' | 'main' | 'env'> & {
  /** A former database: without it there is nothing to do. */
  onlyWith?: string
}

export type Phase = {
  folder: string
  servers: ServerName[]
  /** The databases, each with the role that owns it. */
  databases: Record<string, string>
  /** Those that only an older phase has, likewise. Never made here: where there is one, what is in it is taken over. */
  formerDatabases?: Record<string, string>
  /** The topics, without a prefix. */
  topics?: string[]
  /** What is declared on RabbitMQ, without a prefix. */
  exchanges?: string[]
  queues?: string[]
  /** The port that customers know. */
  publicPort: string
  /** The process that takes orders, and those that it cannot complete one without. */
  takesOrders: string
  checkoutNeeds: string[]
  /** A checkout is answered when it is promised, and nobody was asked to do anything for it yet. */
  answersFirst?: boolean
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

/** Of whoever sends or takes commands and their answers. */
const rabbitmq: Env = ({ servers, queuePrefix }) => ({
  RABBITMQ_URL: servers.rabbitmqUrl,
  RABBITMQ_PREFIX: queuePrefix,
})

/** Of whoever has to know who asks: `keysAt` is the port of the service that publishes the keys. */
const keys =
  (keysAt: string): Env =>
  ({ address }) => ({ AUTH_KEYS_URL: `http://${address(keysAt)}/auth/jwks` })

/** `catalogue`: where it asks what products cost. `more`: what it does not need in every phase. */
const cartService = (folder: string, catalogue: string, ...more: Env[]): Process => ({
  name: 'cart-service',
  main: `${folder}/services/cart/main.ts`,
  migrate: `${folder}/services/cart/migrate.ts`,
  ports: { CART_PORT: 8020, CART_OPS_PORT: 8021, CART_GRPC_PORT: 8022 },
  opsPort: 'CART_OPS_PORT',
  env: (wiring) => ({
    CART_DATABASE_URL: wiring.databaseUrl('cartdb'),
    PRODUCT_ADDRESS: wiring.address(catalogue),
    TRUST_PROXY_HOPS: '1',
    ...merge(more, wiring),
  }),
})

const productService = (folder: string): Process => ({
  name: 'product-service',
  main: `${folder}/services/product/main.ts`,
  migrate: `${folder}/services/product/migrate.ts`,
  ports: { PRODUCT_PORT: 8030, PRODUCT_OPS_PORT: 8031, PRODUCT_GRPC_PORT: 8032 },
  opsPort: 'PRODUCT_OPS_PORT',
  env: ({ databaseUrl }) => ({
    PRODUCT_DATABASE_URL: databaseUrl('productdb'),
    TRUST_PROXY_HOPS: '1',
  }),
})

const analyticsService = (folder: string, ...more: Env[]): Process => ({
  name: 'analytics-service',
  main: `${folder}/services/analytics/main.ts`,
  migrate: `${folder}/services/analytics/migrate.ts`,
  ports: { ANALYTICS_PORT: 8040, ANALYTICS_OPS_PORT: 8041 },
  opsPort: 'ANALYTICS_OPS_PORT',
  env: (wiring) => ({
    ANALYTICS_DATABASE_URL: wiring.databaseUrl('analyticsdb'),
    TRUST_PROXY_HOPS: '1',
    ...merge(more, wiring),
  }),
})

/** `upstreams`: the port that is behind each of its variables. */
const gateway = (folder: string, upstreams: Record<string, string>): Process => ({
  name: 'gateway',
  main: `${folder}/services/gateway/main.ts`,
  ports: { GATEWAY_PORT: 8080, GATEWAY_OPS_PORT: 8081 },
  opsPort: 'GATEWAY_OPS_PORT',
  env: ({ address }) =>
    Object.fromEntries(
      Object.entries(upstreams).map(([variable, port]) => [variable, `http://${address(port)}`]),
    ),
})

const merge = (parts: Env[], wiring: Wiring): Record<string, string> =>
  Object.assign({}, ...parts.map((part) => part(wiring)))

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
      cartService('phase-1-cart', 'ECOMMERCE_GRPC_PORT', keys('ECOMMERCE_PORT')),
      gateway('phase-1-cart', { ECOMMERCE_URL: 'ECOMMERCE_PORT', CART_URL: 'CART_PORT' }),
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
      cartService('phase-2-product', 'PRODUCT_GRPC_PORT', keys('ECOMMERCE_PORT'), kafka),
      productService('phase-2-product'),
      analyticsService('phase-2-product', keys('ECOMMERCE_PORT'), kafka),
      gateway('phase-2-product', {
        ECOMMERCE_URL: 'ECOMMERCE_PORT',
        CART_URL: 'CART_PORT',
        PRODUCT_URL: 'PRODUCT_PORT',
        ANALYTICS_URL: 'ANALYTICS_PORT',
      }),
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
  3: {
    folder: 'phase-3-order',
    servers: ['postgres', 'rabbitmq', 'kafka'],
    databases: {
      providerdb: 'provider',
      authdb: 'auth',
      productdb: 'product',
      cartdb: 'cart',
      orderdb: 'order_service', // order means something to Postgres
      paymentdb: 'payment',
      analyticsdb: 'analytics',
      projectordb: 'projector',
    },
    formerDatabases: { ecommercedb: 'ecommerce' },
    topics: ['shop.orders', 'shop.carts'],
    exchanges: ['shop.commands', 'shop.events'],
    queues: ['cart.commands', 'order.saga-events'],
    publicPort: 'GATEWAY_PORT',
    takesOrders: 'order-service',
    checkoutNeeds: ['provider', 'cart-service', 'product-service', 'payment-service'],
    answersFirst: true,
    processes: [
      provider,
      {
        name: 'auth-service',
        main: 'phase-3-order/services/auth/main.ts',
        migrate: 'phase-3-order/services/auth/migrate.ts',
        ports: { AUTH_PORT: 8050, AUTH_OPS_PORT: 8051 },
        opsPort: 'AUTH_OPS_PORT',
        env: ({ databaseUrl }) => ({
          AUTH_DATABASE_URL: databaseUrl('authdb'),
          TRUST_PROXY_HOPS: '1',
        }),
      },
      productService('phase-3-order'),
      cartService('phase-3-order', 'PRODUCT_GRPC_PORT', keys('AUTH_PORT'), kafka, rabbitmq),
      {
        name: 'order-service',
        main: 'phase-3-order/services/order/main.ts',
        migrate: 'phase-3-order/services/order/migrate.ts',
        ports: { ORDER_PORT: 8010, ORDER_OPS_PORT: 8011, ORDER_GRPC_PORT: 8012 },
        opsPort: 'ORDER_OPS_PORT',
        env: (wiring) => ({
          ORDER_DATABASE_URL: wiring.databaseUrl('orderdb'),
          CART_ADDRESS: wiring.address('CART_GRPC_PORT'),
          PRODUCT_ADDRESS: wiring.address('PRODUCT_GRPC_PORT'),
          PAYMENT_ADDRESS: wiring.address('PAYMENT_GRPC_PORT'),
          TRUST_PROXY_HOPS: '1',
          ...merge([keys('AUTH_PORT'), kafka, rabbitmq], wiring),
        }),
      },
      {
        name: 'payment-service',
        main: 'phase-3-order/services/payment/main.ts',
        migrate: 'phase-3-order/services/payment/migrate.ts',
        ports: { PAYMENT_OPS_PORT: 8061, PAYMENT_GRPC_PORT: 8062 },
        opsPort: 'PAYMENT_OPS_PORT',
        env: (wiring) => ({
          PAYMENT_DATABASE_URL: wiring.databaseUrl('paymentdb'),
          PAYMENT_PROVIDER_URL: `http://${wiring.address('PROVIDER_PORT')}`,
          ...rabbitmq(wiring),
        }),
      },
      analyticsService('phase-3-order', keys('AUTH_PORT'), kafka),
      {
        name: 'order-projector',
        main: 'phase-3-order/services/order-projector/main.ts',
        migrate: 'phase-3-order/services/order-projector/migrate.ts',
        ports: { PROJECTOR_PORT: 8070, PROJECTOR_OPS_PORT: 8071 },
        opsPort: 'PROJECTOR_OPS_PORT',
        env: (wiring) => ({
          PROJECTOR_DATABASE_URL: wiring.databaseUrl('projectordb'),
          ORDER_ADDRESS: wiring.address('ORDER_GRPC_PORT'),
          TRUST_PROXY_HOPS: '1',
          ...merge([keys('AUTH_PORT'), kafka], wiring),
        }),
      },
      gateway('phase-3-order', {
        AUTH_URL: 'AUTH_PORT',
        CART_URL: 'CART_PORT',
        PRODUCT_URL: 'PRODUCT_PORT',
        ORDER_URL: 'ORDER_PORT',
        ANALYTICS_URL: 'ANALYTICS_PORT',
        PROJECTOR_URL: 'PROJECTOR_PORT',
      }),
    ],
    afterMigrations: [
      {
        name: 'move-shop',
        main: 'phase-3-order/move-shop.ts',
        onlyWith: 'ecommercedb',
        env: ({ databaseUrl }) => ({
          ECOMMERCE_DATABASE_URL: databaseUrl('ecommercedb'),
          AUTH_DATABASE_URL: databaseUrl('authdb'),
          ORDER_DATABASE_URL: databaseUrl('orderdb'),
          PAYMENT_DATABASE_URL: databaseUrl('paymentdb'),
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
