// What runs in each phase. A further phase is one more entry here; nothing else in scripts/ knows a phase by name.
import type { ServerName, Servers } from './infra/infra.ts'

/** Where a process finds the others, once ports and databases are known. */
export type Wiring = {
  servers: Servers
  databaseUrl(name: string): string
  /** The port that stands in the variable, e.g. of PROVIDER_PORT. */
  port(variable: string): number
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

export type Phase = {
  folder: string
  servers: ServerName[]
  /** The databases, each with the role that owns it. */
  databases: Record<string, string>
  /** The port that customers know. */
  publicPort: string
  processes: Process[]
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
        env: ({ databaseUrl, port }) => ({
          ECOMMERCE_DATABASE_URL: databaseUrl('ecommercedb'),
          PAYMENT_PROVIDER_URL: `http://localhost:${port('PROVIDER_PORT')}`,
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
