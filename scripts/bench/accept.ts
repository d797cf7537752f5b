// How fast orders are accepted, closed loop, and what becomes of them.
import { setTimeout as sleep } from 'node:timers/promises'
import { customersFor, percentilesOf } from './arithmetic.ts'
import type { Driver } from './drive.ts'
import type { Accepted } from './result.ts'
import { afterwardsMs, loadNow, type Stage } from './steps.ts'
import { readCpu, spentBetween } from './usage.ts'

type Options = { clients: number; seconds: number; warmUps: number }

export async function measureAccept(
  { phase, drivers, finalWithinMs: withinMs }: Stage,
  { clients, seconds, warmUps }: Options,
  report: (line: string) => void,
): Promise<Accepted> {
  const [driver] = drivers as [Driver]
  report('preparing')
  await driver.tell('prepare', { count: warmUps })
  const trial = await driver.tell('rush', { clients, seconds, atMost: warmUps })
  await driver.tell('follow', { withinMs })
  await driver.tell('prepare', { count: customersFor(seconds, trial) })

  report(`for ${seconds} s`)
  const before = await readCpu(phase)
  const { latenciesMs, ...rush } = await driver.tell('rush', { clients, seconds })
  const loadMeanwhile = loadNow()
  await driver.tell('settle', { withinMs })
  await sleep(afterwardsMs)
  const cpuMs = spentBetween(before, await readCpu(phase))
  const fates = await driver.tell('follow', { withinMs })
  const lastAnswer = Math.max(...fates.map(({ answeredAt }) => answeredAt))
  const lastEnd = Math.max(...fates.map(({ endedAt }) => endedAt ?? 0))
  return {
    ...rush,
    clients,
    perSecond: latenciesMs.length / rush.seconds,
    ms: percentilesOf(latenciesMs),
    ends: countBy(fates.map(({ status }) => status)),
    drainedMs: Math.max(0, lastEnd - lastAnswer),
    cpuMs,
    load: loadMeanwhile,
  }
}

const countBy = (words: string[]): Record<string, number> =>
  Object.fromEntries(
    [...Map.groupBy(words, (word) => word)].map(([word, all]) => [word, all.length]),
  )
