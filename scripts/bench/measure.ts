// One phase in one round: fresh servers, a fresh shop, a driver of its own, and one scenario after another. What is
// prepared, and what is asked afterwards, is not in the figures.
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { load } from '../chain/machine.ts'
import { startServers, type Servers } from '../infra/infra.ts'
import { getPhase } from '../phases.ts'
import type { Shop } from '../shop.ts'
import { nextRate, percentilesOf, stepOf } from './arithmetic.ts'
import { type Driver, startDriver } from './drive.ts'
import { addCounts, type Counts, countsBetween, type EffectCounts } from './effects.ts'
import { pages } from './jobs.ts'
import { describeServers } from './machine.ts'
import { openCountingShop, openShop } from './open-shop.ts'
import type { Accepted, Away, Browsed, Run, Step } from './result.ts'
import { mostCustomers, type Size, slowMs } from './sizes.ts'
import { readCpu, readMemory, spentBetween } from './usage.ts'

type Options = { phase: number; round: number; size: Size; report(line: string): void }
type Place = { phase: number; shop: Shop; driver: Driver; size: Size; report(line: string): void }

/** What comes after an order's end, such as its story and the reports, is part of it. */
const afterwardsMs = 1_000

export async function measureRun({ phase, round, size, report }: Options): Promise<Run> {
  const began = performance.now()
  report('servers: starting')
  await using servers = await startServers(getPhase(phase).servers)
  const serversMs = performance.now() - began
  const versions = await describeServers(servers)
  const runs = await measureShop({ phase, size, report, servers })
  report('effects of an order')
  const effects = await countEffects(phase, servers, size)
  const start = { ...runs.start, serversMs }
  return { phase, round, versions, ...runs, start, effects }
}

type ShopOptions = Omit<Options, 'round'> & { servers: Servers }

async function measureShop({ phase, size, report, servers }: ShopOptions) {
  const processesMs: Record<string, number> = {}
  const began = performance.now()
  report('shop: starting')
  await using shop = await openShop(phase, servers, { report: noteStart })
  const start = { shopMs: performance.now() - began, processesMs, load: loadNow() }
  await using driver = await startDriver(shop.address)
  const place: Place = { phase, shop, driver, size, report }

  await driver.tell('prepare', { count: 20 })
  await driver.tell('rush', { clients: 4, seconds: 30, atMost: 20 })
  await driver.tell('follow', { withinMs: size.finalWithinMs })
  const idle = await measureIdle(place)
  const browsed = await measureBrowse(place)
  const accepted: Accepted[] = []
  for (const clients of size.accept.clients) accepted.push(await measureAccept(place, clients))
  const memoryMb = await readMemory(phase)
  const steps = await measureComplete(place, size.complete, 'complete')
  await behave(shop, { latencyMs: slowMs })
  const slow = await measureComplete(place, size.slow, `complete, card processor ${slowMs} ms`)
  await behave(shop, {})
  const away: Away[] = []
  for (const down of getPhase(phase).checkoutNeeds) away.push(await measureAway(place, down))
  return { start, idle, browsed, accepted, memoryMb, steps, slow, away }

  /** Its own report has it: "cart-service: ready after 1.2 s, pid 123". */
  function noteStart(line: string) {
    const [, name, seconds] = /^(\S+): ready after ([\d.]+) s/.exec(line) ?? []
    if (name) processesMs[name] = 1_000 * Number(seconds)
  }
}

async function measureIdle({ phase, size, report }: Place) {
  report('idle')
  const before = await readCpu(phase)
  await sleep(1_000 * size.idleSeconds)
  const cpuMs = spentBetween(before, await readCpu(phase))
  return {
    seconds: size.idleSeconds,
    cpuMs,
    memoryMb: await readMemory(phase),
    load: loadNow(),
  }
}

async function measureBrowse({ phase, driver, size, report }: Place): Promise<Browsed[]> {
  const all: Browsed[] = []
  for (const page of pages) {
    report(`browse: ${page}`)
    const before = await readCpu(phase)
    const { latenciesMs, ...visits } = await driver.tell('lookAround', { page, ...size.browse })
    const cpuMs = spentBetween(before, await readCpu(phase))
    all.push({ ...visits, ms: percentilesOf(latenciesMs), cpuMs, load: loadNow() })
  }
  return all
}

async function measureAccept(place: Place, clients: number): Promise<Accepted> {
  const { phase, driver, size, report } = place
  const { seconds, warmUps } = size.accept
  report(`accept: ${clients} clients, preparing`)
  await driver.tell('prepare', { count: warmUps })
  const trial = await driver.tell('rush', { clients, seconds, atMost: warmUps })
  await driver.tell('follow', { withinMs: size.finalWithinMs })
  // As many as it will hardly need: the trial was its first.
  const count = Math.ceil((2 * seconds * trial.asked) / trial.seconds)
  await driver.tell('prepare', { count: Math.min(count, mostCustomers) })

  report(`accept: ${clients} clients for ${seconds} s`)
  const before = await readCpu(phase)
  const { latenciesMs, ...rush } = await driver.tell('rush', { clients, seconds })
  const loadMeanwhile = loadNow()
  await driver.tell('settle', { withinMs: size.finalWithinMs })
  await sleep(afterwardsMs)
  const cpuMs = spentBetween(before, await readCpu(phase))
  const fates = await driver.tell('follow', { withinMs: size.finalWithinMs })
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

async function measureComplete(
  { phase, driver, size, report }: Place,
  { seconds, ...search }: Size['complete'],
  what: string,
): Promise<Step[]> {
  const steps: Step[] = []
  for (let rate = nextRate(steps, search); rate; rate = nextRate(steps, search)) {
    report(`${what}: ${rate} orders/s, preparing`)
    await driver.tell('prepare', { count: rate * seconds })
    report(`${what}: ${rate} orders/s`)
    const before = await readCpu(phase)
    const { asked, refused } = await driver.tell('offer', { rate, seconds })
    const loadMeanwhile = loadNow()
    await driver.tell('settle', { withinMs: size.finalWithinMs })
    await sleep(afterwardsMs)
    const cpuMs = spentBetween(before, await readCpu(phase))
    const fates = await driver.tell('follow', { withinMs: size.finalWithinMs })
    const step = stepOf({ rate, seconds, asked, refused }, fates)
    steps.push({ ...step, cpuMs, load: loadMeanwhile })
  }
  return steps
}

async function measureAway({ shop, driver, size, report }: Place, down: string): Promise<Away> {
  const { seconds, everyMs } = size.away
  report(`without ${down}`)
  await driver.tell('prepare', { count: Math.ceil((1_000 * seconds) / everyMs) })
  await shop.kill(down)
  const stay = await driver.tell('stay', size.away)
  const fates = await driver.tell('follow', { withinMs: 1_000 })
  await shop.start(down)
  const completed = fates.filter(({ status }) => status === 'completed').length
  return { down, ...stay, completed, load: loadNow() }
}

/** In a shop of its own, because to count costs time. */
async function countEffects(phase: number, servers: Servers, size: Size): Promise<EffectCounts> {
  const { rate, seconds } = size.effects
  await using opened = await openCountingShop(phase, servers)
  const { shop, folder } = opened
  await using driver = await startDriver(shop.address)
  const count = rate * seconds
  await driver.tell('prepare', { count: count + 10 })
  await driver.tell('rush', { clients: 2, seconds: 30, atMost: 10 })
  await driver.tell('follow', { withinMs: size.finalWithinMs })

  await sleep(afterwardsMs)
  const first = await readCounts(folder)
  await sleep(1_000 * seconds)
  const before = await readCounts(folder)
  const began = performance.now()
  await driver.tell('offer', { rate, seconds })
  await driver.tell('settle', { withinMs: size.finalWithinMs })
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

const countBy = (words: string[]): Record<string, number> =>
  Object.fromEntries(
    [...Map.groupBy(words, (word) => word)].map(([word, all]) => [word, all.length]),
  )

const loadNow = () => Number(load())
