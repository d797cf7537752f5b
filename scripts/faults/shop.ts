// A shop whose services die when they are told to, over servers of its own: for `npm run faults`.
import { startServers } from '../infra/infra.ts'
import { getPhase } from '../phases.ts'
import { type Shop, startShop } from '../shop.ts'
import type { Participant } from './cells.ts'
import { type Doom, openDoom } from './doom.ts'

/** Cheap passwords, nobody turned away for coming with many others, and a slow card that leaves time to think again. */
const env = {
  AUTH_SCRYPT_LOG2_COST: '12',
  AUTH_REGISTRATIONS_PER_MINUTE: '100000',
  AUTH_LOGINS_PER_MINUTE: '100000',
  PAYMENT_TIMEOUT_MS: '1000',
  PROVIDER_SLOW_MS: '8000',
  LOG_LEVEL: 'warn',
}

export type DoomedShop = AsyncDisposable & { shop: Shop; dooms: Record<Participant, Doom> }

export async function openDoomedShop(
  phase: number,
  victims: Participant[],
  report: (line: string) => void,
): Promise<DoomedShop> {
  await using building = new AsyncDisposableStack()
  const servers = building.use(await startServers(getPhase(phase).servers, { report }))
  const opened = victims.map(async (name) => [name, building.use(await openDoom())] as const)
  const dooms = Object.fromEntries(await Promise.all(opened)) as Record<Participant, Doom>
  const envOf = Object.fromEntries(victims.map((name) => [name, dooms[name].env]))
  const shop = building.use(
    await startShop({ phase, servers, ports: 'free', env, envOf, report: () => {} }),
  )
  const running = building.move()
  return { shop, dooms, [Symbol.asyncDispose]: () => running.disposeAsync() }
}
