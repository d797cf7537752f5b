// What an order costs with a thousand finished ones in the tables, and with a million.
import { startDriver } from './drive.ts'
import { makeFiller, whyNoRoom } from './fill.ts'
import { openShop } from './open-shop.ts'
import type { Growth } from './result.ts'
import type { GrowthSize } from './sizes.ts'
import { measureStep, prepareStep, type Site, type Stage, warmUp } from './steps.ts'

export async function measureGrowth(
  { phase, servers, finalWithinMs, report }: Site,
  { few, many, warmUps, rate, seconds, fillWithinMs }: GrowthSize,
): Promise<Growth | { absent: string }> {
  report('shop: starting')
  await using shop = await openShop(phase, servers)
  await using driver = await startDriver(shop.address)
  const stage: Stage = { phase, drivers: [driver], finalWithinMs }
  const filler = await makeFiller(servers.postgresUrl, Object.values(shop.databaseUrls))
  report(`the first ${warmUps} orders`)
  await warmUp(stage, warmUps)
  await filler.remember(warmUps)

  const at = async (orders: number) => {
    const began = performance.now()
    const filled = await filler.fillTo(orders, { of: many, withinMs: fillWithinMs, report })
    const fillSeconds = Math.round((performance.now() - began) / 1_000)
    report(`${filled} orders in the tables, preparing`)
    await warmUp(stage, warmUps) // connections have other plans, and nobody was there for minutes
    await prepareStep(stage, { rate, seconds })
    report(`${filled} orders in the tables, ${rate} orders/s`)
    return { filled, fillSeconds, step: await measureStep(stage, { rate, seconds }) }
  }
  const before = await at(few)
  const needed = many * (await filler.bytesPerOrder())
  const absent = await whyNoRoom(servers.postgresUrl, needed)
  if (absent) return { absent }
  const after = await at(many)
  return {
    few: before.step,
    many: after.step,
    filledTo: after.filled,
    fillSeconds: after.fillSeconds,
    gigabytes: (after.filled * (await filler.bytesPerOrder())) / 1024 ** 3,
  }
}
