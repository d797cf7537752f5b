// One phase in one round: fresh servers, a fresh shop, a driver of its own, and one scenario after another. What is
// prepared, and what is asked afterwards, is not in the figures.
import { setTimeout as sleep } from 'node:timers/promises'
import { startServers, type Servers } from '../infra/infra.ts'
import { getPhase } from '../phases.ts'
import type { Shop } from '../shop.ts'
import { measureAccept } from './accept.ts'
import { ceilingOf, firstNear, percentilesOf } from './arithmetic.ts'
import { type Driver, startDriver } from './drive.ts'
import { countEffects } from './effects-count.ts'
import { describeServers } from './machine.ts'
import { openShop } from './open-shop.ts'
import { measurePace } from './pace.ts'
import type { Accepted, Away, Browsed, Run } from './result.ts'
import { type Size, slowMs } from './sizes.ts'
import { findCeiling, loadNow, type Stage, warmUp } from './steps.ts'
import { readCpu, readMemory, spentBetween } from './usage.ts'

type Options = { phase: number; round: number; size: Size; report(line: string): void }
type Place = { phase: number; shop: Shop; driver: Driver; report(line: string): void }

export async function measureRun({ phase, round, size, report }: Options): Promise<Run> {
  const began = performance.now()
  report('servers: starting')
  await using servers = await startServers(getPhase(phase).servers)
  const serversMs = performance.now() - began
  const versions = await describeServers(servers)
  const measured = await measureShop({ phase, size, report, servers })
  const start = { ...measured.start, serversMs }
  const run = { phase, round, versions, ...measured, start }
  if (!size.effects) return run
  report('effects of an order')
  return { ...run, effects: await countEffects(phase, servers, size.effects) }
}

type ShopOptions = Omit<Options, 'round'> & { servers: Servers }

async function measureShop({ phase, size, report, servers }: ShopOptions) {
  const processesMs: Record<string, number> = {}
  const began = performance.now()
  report('shop: starting')
  await using shop = await openShop(phase, servers, { report: noteStart })
  const start = { shopMs: performance.now() - began, processesMs, load: loadNow() }
  await using driver = await startDriver(shop.address)
  const { finalWithinMs } = size
  const stage: Stage = { phase, drivers: [driver], finalWithinMs }
  const place: Place = { phase, shop, driver, report }

  const paceUs: number[] = []
  const takePace = async () => paceUs.push(await measurePace(servers.postgresUrl))

  await warmUp(stage, 20)
  await takePace()
  const browsed = size.browse ? await measureBrowse(place, size.browse) : []
  const accepted: Accepted[] = []
  for (const clients of size.accept.clients) {
    await takePace()
    const tell = (line: string) => report(`accept, ${clients} clients: ${line}`)
    accepted.push(await measureAccept(stage, { ...size.accept, clients }, tell))
  }
  const memoryMb = await readMemory(phase)
  const idle = size.idle ? await measureIdle(place, size.idle) : undefined
  await takePace()
  const steps = await findCeiling(stage, size.complete, (line) => report(`complete: ${line}`))
  const slow = size.slow ? await measureSlow(size.slow) : []
  await takePace()
  const away: Away[] = []
  for (const down of size.away ? getPhase(phase).checkoutNeeds : []) {
    away.push(await measureAway(place, size.away!, down))
  }
  return { start, paceUs, ...(idle && { idle }), browsed, accepted, memoryMb, steps, slow, away }

  async function measureSlow(slowSize: NonNullable<Size['slow']>) {
    await takePace()
    const first = firstNear(ceilingOf(steps), size.complete.first)
    await behave(shop, { latencyMs: slowMs })
    const found = await findCeiling(stage, { ...size.complete, ...slowSize, first }, (line) =>
      report(`complete, card processor ${slowMs} ms: ${line}`),
    )
    await behave(shop, {})
    return found
  }

  /** Its own report has it: "cart-service: ready after 1.2 s, pid 123". */
  function noteStart(line: string) {
    const [, name, seconds] = /^(\S+): ready after ([\d.]+) s/.exec(line) ?? []
    if (name) processesMs[name] = 1_000 * Number(seconds)
  }
}

async function measureIdle(
  { phase, report }: Place,
  { afterSeconds, seconds }: NonNullable<Size['idle']>,
) {
  report('idle')
  await sleep(1_000 * afterSeconds)
  const before = await readCpu(phase)
  await sleep(1_000 * seconds)
  const cpuMs = spentBetween(before, await readCpu(phase))
  return { seconds, cpuMs, memoryMb: await readMemory(phase), load: loadNow() }
}

async function measureBrowse(
  { phase, driver, report }: Place,
  { pages, clients, seconds, warmUpSeconds }: NonNullable<Size['browse']>,
): Promise<Browsed[]> {
  const all: Browsed[] = []
  for (const page of pages) {
    report(`browse: ${page}`)
    await driver.tell('lookAround', { page, clients, seconds: warmUpSeconds })
    const before = await readCpu(phase)
    const { latenciesMs, ...visits } = await driver.tell('lookAround', { page, clients, seconds })
    const cpuMs = spentBetween(before, await readCpu(phase))
    all.push({ ...visits, ms: percentilesOf(latenciesMs), cpuMs, load: loadNow() })
  }
  return all
}

async function measureAway(
  { shop, driver, report }: Place,
  awaySize: NonNullable<Size['away']>,
  down: string,
): Promise<Away> {
  const { seconds, everyMs } = awaySize
  report(`without ${down}`)
  await driver.tell('prepare', { count: Math.ceil((1_000 * seconds) / everyMs) })
  await shop.kill(down)
  const stay = await driver.tell('stay', awaySize)
  const fates = await driver.tell('follow', { withinMs: 1_000 })
  await shop.start(down)
  const completed = fates.filter(({ status }) => status === 'completed').length
  return { down, ...stay, completed, load: loadNow() }
}

/** The card processor's, see scripts/provider/behaviour.ts. */
async function behave({ providerAddress }: Shop, behaviour: { latencyMs?: number }) {
  const answer = await fetch(`${providerAddress}/behaviour`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(behaviour),
  })
  if (!answer.ok) throw new Error(`the card processor answered ${answer.status}`)
  await answer.body?.cancel()
}
