// What an order makes the processes do, counted in a shop of its own, because to count costs time.
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Servers } from '../infra/infra.ts'
import { startDriver } from './drive.ts'
import { addCounts, type Counts, countsBetween, type EffectCounts } from './effects.ts'
import { openCountingShop } from './open-shop.ts'
import type { Size } from './sizes.ts'
import { afterwardsMs, loadNow } from './steps.ts'

const withinMs = 60_000

export async function countEffects(
  phase: number,
  servers: Servers,
  { rate, seconds }: NonNullable<Size['effects']>,
): Promise<EffectCounts> {
  await using opened = await openCountingShop(phase, servers)
  const { shop, folder } = opened
  await using driver = await startDriver(shop.address)
  const count = rate * seconds
  await driver.tell('prepare', { count: count + 10 })
  await driver.tell('rush', { clients: 2, seconds: 30, atMost: 10 })
  await driver.tell('follow', { withinMs })

  await sleep(afterwardsMs)
  const first = await readCounts(folder)
  await sleep(1_000 * seconds)
  const before = await readCounts(folder)
  const began = performance.now()
  await driver.tell('offer', { rate, seconds })
  await driver.tell('settle', { withinMs })
  await sleep(afterwardsMs)
  const counts = countsBetween(before, await readCounts(folder))
  return {
    orders: count,
    seconds: (performance.now() - began) / 1_000,
    counts,
    idle: { seconds, counts: countsBetween(first, before) },
    load: loadNow(),
  }
}

async function readCounts(folder: string): Promise<Counts> {
  const files = (await readdir(folder)).filter((name) => name.endsWith('.json'))
  const texts = await Promise.all(files.map((name) => readFile(join(folder, name), 'utf8')))
  return addCounts(texts.map((text) => JSON.parse(text) as Counts))
}
