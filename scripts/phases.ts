// What runs in each phase. A further phase is one more entry here; nothing else in scripts/ knows a phase by name.
import type { ServerName, Servers } from './infra/infra.ts'

/** Where a process finds the others, once ports and databases are known. */
export type Wiring = {
  servers: Servers
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
  /** The port that customers know. */
  publicPort: string
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

export const phases: Record<number, Phase> = {
  0: {
    folder: 'phase-0-monolith',
    servers: ['postgres'],
    databases: { providerdb: 'provider', ecommercedb: 'ecommerce' },
    publicPort: 'ECOMMERCE_PORT',
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
      {
        name: 'cart-service',
        main: 'phase-1-cart/services/cart/main.ts',
        migrate: 'phase-1-cart/services/cart/migrate.ts',
        ports: { CART_PORT: 8020, CART_OPS_PORT: 8021, CART_GRPC_PORT: 8022 },
        opsPort: 'CART_OPS_PORT',
        env: ({ databaseUrl, address }) => ({
          CART_DATABASE_URL: databaseUrl('cartdb'),
          PRODUCT_ADDRESS: address('ECOMMERCE_GRPC_PORT'),
          AUTH_KEYS_URL: `http://${address('ECOMMERCE_PORT')}/auth/jwks`,
          TRUST_PROXY_HOPS: '1',
        }),
      },
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
}

export function getPhase(number: number): Phase {
  const phase = phases[number]
  if (!phase) throw new Error(`there is no phase ${number}`)
  return phase
}
