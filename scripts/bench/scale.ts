// What the newest phase does with more of itself, and with more orders, on servers of its own.
import { startServers } from '../infra/infra.ts'
import { getPhase } from '../phases.ts'
import { measureGrowth } from './growth.ts'
import { measureReplicas } from './replicas.ts'
import type { Scale } from './result.ts'
import type { Size } from './sizes.ts'
import type { Site } from './steps.ts'

export async function measureScale(
  { phase, ceiling, finalWithinMs, report }: Omit<Site, 'servers'> & { ceiling: number },
  { replicas, growth }: NonNullable<Size['scale']>,
): Promise<Scale> {
  report('servers: starting')
  await using servers = await startServers(getPhase(phase).servers)
  const place = { phase, servers, finalWithinMs, report }
  return {
    phase,
    replicas: await measureReplicas({ ...place, ceiling }, replicas),
    growth: await measureGrowth(place, growth),
  }
}
