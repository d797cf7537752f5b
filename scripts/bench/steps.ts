// Orders at a fixed rate, and the search for the highest that a phase keeps up with.
import { setTimeout as sleep } from 'node:timers/promises'
import { load } from '../chain/machine.ts'
import type { Servers } from '../infra/infra.ts'
import { nextRate, stepOf, sum } from './arithmetic.ts'
import type { Driver } from './drive.ts'
import type { Step } from './result.ts'
import type { Search } from './sizes.ts'
import { readCpu, spentBetween } from './usage.ts'

/** What comes after an order's end, such as its story and the reports, is part of it. */
export const afterwardsMs = 1_000
export const loadNow = () => Number(load())

/** `drivers`: each has its share of the orders, and may have a gateway of its own. */
export type Stage = { phase: number; drivers: Driver[]; finalWithinMs: number }
type Offer = { rate: number; seconds: number }
/** Where a shop is opened to be measured. */
export type Site = {
  phase: number
  servers: Servers
  finalWithinMs: number
  report(line: string): void
}

export async function prepareStep({ drivers }: Stage, { rate, seconds }: Offer): Promise<void> {
  const count = Math.ceil((rate * seconds) / drivers.length)
  await Promise.all(drivers.map((driver) => driver.tell('prepare', { count })))
}

export async function measureStep(stage: Stage, { rate, seconds }: Offer): Promise<Step> {
  const { phase, drivers, finalWithinMs } = stage
  const withinMs = finalWithinMs
  const share = { rate: rate / drivers.length, seconds }
  const before = await readCpu(phase)
  const rushes = await Promise.all(drivers.map((driver) => driver.tell('offer', share)))
  const loadMeanwhile = loadNow()
  await Promise.all(drivers.map((driver) => driver.tell('settle', { withinMs })))
  await sleep(afterwardsMs)
  const cpuMs = spentBetween(before, await readCpu(phase))
  const fates = await Promise.all(drivers.map((driver) => driver.tell('follow', { withinMs })))
  const asked = sum(rushes.map((rush) => rush.asked))
  const refused = sum(rushes.map((rush) => rush.refused))
  const step = stepOf({ rate, seconds, asked, refused }, fates.flat())
  return { ...step, cpuMs, load: loadMeanwhile }
}

export async function findCeiling(
  stage: Stage,
  { seconds, ...search }: Search & { seconds: number },
  report: (line: string) => void,
): Promise<Step[]> {
  const steps: Step[] = []
  for (let rate = nextRate(steps, search); rate; rate = nextRate(steps, search)) {
    report(`${rate} orders/s, preparing`)
    await prepareStep(stage, { rate, seconds })
    report(`${rate} orders/s`)
    steps.push(await measureStep(stage, { rate, seconds }))
  }
  return steps
}

/** So that what is measured is not how processes begin. */
export async function warmUp({ drivers, finalWithinMs }: Stage, orders: number): Promise<void> {
  const atMost = Math.ceil(orders / drivers.length)
  const one = async (driver: Driver) => {
    await driver.tell('prepare', { count: atMost })
    await driver.tell('rush', { clients: 4, seconds: 60, atMost })
    await driver.tell('follow', { withinMs: finalWithinMs })
  }
  await Promise.all(drivers.map(one))
}
