// Orders at a rate that is too high for one of each service, and the same with a second one of each, its gateway included:
// over the same databases, queues and topics. Each calls its own set, and customers go to both gateways in turn.
import { startDriver } from './drive.ts'
import { openShop } from './open-shop.ts'
import type { Replicas } from './result.ts'
import type { ReplicasSize } from './sizes.ts'
import { measureStep, prepareStep, type Site, type Stage, warmUp } from './steps.ts'

export async function measureReplicas(
  { phase, servers, ceiling, finalWithinMs, report }: Site & { ceiling: number },
  { timesCeiling, atLeast, seconds, warmUps }: ReplicasSize,
): Promise<Replicas> {
  const rate = Math.max(atLeast, timesCeiling * ceiling)
  async function measure(stage: Stage) {
    await warmUp(stage, warmUps * stage.drivers.length)
    await prepareStep(stage, { rate, seconds })
    report(`${stage.drivers.length} of each service: ${rate} orders/s`)
    return measureStep(stage, { rate, seconds })
  }
  report('one of each service: starting')
  await using first = await openShop(phase, servers)
  await using here = await startDriver(first.address)
  const one = await measure({ phase, drivers: [here], finalWithinMs })
  report('two of each service: starting')
  const { databaseUrls: adopt, topicPrefix, queuePrefix } = first
  await using second = await openShop(phase, servers, { adopt, topicPrefix, queuePrefix })
  await using there = await startDriver(second.address)
  const two = await measure({ phase, drivers: [here, there], finalWithinMs })
  return { one, two }
}
