// What `npm test` runs on servers, in this order. A run of one phase leaves out what is not about phases.
import type { ServerName, Servers } from '../infra/infra.ts'
import { getPhase } from '../phases.ts'
import type { Say } from './at-once.ts'
import { runJourneys } from './journeys.ts'
import type { Outcome } from './outcome.ts'
import { phaseNumbers } from './phase-argument.ts'
import { runSuite } from './suite.ts'

export type Step = { name: string; run(servers: Servers, say: Say): Promise<Outcome> }
/** The steps of one row do not disturb each other, and run at once. */
type Plan = { servers: ServerName[]; rows: Step[][] }

export function planOf(only: number | undefined): Plan {
  if (only !== undefined) {
    const boundaries = specs('boundaries', 'scripts/test/boundaries.spec.ts')
    return { servers: getPhase(only).servers, rows: [[boundaries], stepsOfPhase(only)] }
  }
  const scripts = specs('specs of scripts', 'scripts/**/test/**/*.spec.ts')
  return {
    servers: ['postgres', 'rabbitmq', 'kafka'],
    rows: [[scripts], ...phaseNumbers().map(stepsOfPhase)],
  }
}

const stepsOfPhase = (phase: number): Step[] => [
  specs(`specs of phase ${phase}`, `${getPhase(phase).folder}/**/test/**/*.spec.ts`),
  { name: `journeys of phase ${phase}`, run: (servers, say) => runJourneys(phase, servers, say) },
]

const specs = (name: string, files: string): Step => ({
  name,
  run: (servers, say) => runSuite({ files, say, env: addressesOf(servers) }),
})

/** So that specs use the servers of the run instead of starting their own. */
function addressesOf({ postgresUrl, rabbitmqUrl, kafkaBrokers }: Servers) {
  const addresses = { postgres: postgresUrl, rabbitmq: rabbitmqUrl, kafka: kafkaBrokers }
  const started = Object.entries(addresses).filter(([, address]) => address)
  return {
    TEST_SERVERS: started.map(([name]) => name).join(','),
    POSTGRES_URL: postgresUrl,
    RABBITMQ_URL: rabbitmqUrl,
    KAFKA_BROKERS: kafkaBrokers,
  }
}
