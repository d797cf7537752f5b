// The contract suite against a phase, whose shop is started for it and thrown away.
import type { Servers } from '../infra/infra.ts'
import { startShop } from '../shop.ts'
import type { Say } from './at-once.ts'
import { runSuite } from './suite.ts'

/** Cheap passwords, tokens whose end can be waited for, and no limit to how many customers come at once. */
const env = {
  AUTH_SCRYPT_LOG2_COST: '12',
  AUTH_REGISTRATIONS_PER_MINUTE: '100000',
  AUTH_TOKEN_TTL_SECONDS: '45',
  PROVIDER_SLOW_MS: '5000',
  LOG_LEVEL: 'warn',
}

export async function runJourneys(phase: number, servers: Servers, say?: Say) {
  await using shop = await startShop({ phase, servers, ports: 'free', env })
  return await runJourneysAgainst(shop.address, say)
}

/** They ask nothing but the address, and need no servers of their own. */
export const runJourneysAgainst = (address: string, say?: Say) =>
  runSuite({
    files: 'scripts/journeys/*.spec.ts',
    say,
    env: { JOURNEY_ADDRESS: address, TEST_SERVERS: '' },
  })
