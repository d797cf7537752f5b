// npm run chain [-- <phase>...] [--quick] [--seed <number>]: what the synchronous chain of a checkout costs on this
// machine, latency as the sum and availability as the product, measured phase by phase. Prints Markdown.
import { randomInt } from 'node:crypto'
import { availabilityTable } from './chain/availability-table.ts'
import { measureAvailability, patienceMs, type Availability } from './chain/availability.ts'
import { latencyOverview, latencyTable } from './chain/latency-table.ts'
import { measureLatency, type Latency } from './chain/latency.ts'
import { describeMachine, load } from './chain/machine.ts'
import { makeSchedule } from './chain/schedule.ts'
import { Fault } from './fail.ts'
import { startServers, type Servers } from './infra/infra.ts'
import { getPhase } from './phases.ts'
import { phaseNumbers, readPhase } from './task/phase-argument.ts'
import { parseArguments, runTask, unlessStopped } from './task/task.ts'
import { report, since, stay } from './task/terminal.ts'

const usage = 'npm run chain [-- <phase>...] [--quick] [--seed <number>]'
const downShare = 0.15
const sizes = {
  full: { warmUps: 20, checkouts: 120, rounds: 40, customers: 2 },
  quick: { warmUps: 10, checkouts: 40, rounds: 15, customers: 2 },
}
type Size = (typeof sizes)['full']
type Plan = { phases: number[]; seed: number } & Size

await runTask(async (stop) => {
  const { values, positionals } = parseArguments(usage, {
    allowPositionals: true,
    options: { quick: { type: 'boolean', default: false }, seed: { type: 'string' } },
  })
  const asked = new Set(positionals.map((text) => readPhase([text])!))
  const phases = asked.size > 0 ? [...asked] : phaseNumbers().filter(hasChain)
  for (const phase of phases) {
    if (!hasChain(phase))
      throw new Fault(`phase ${phase} answers a checkout first: it has no chain`)
  }
  const size = values.quick ? sizes.quick : sizes.full
  await unlessStopped(stop, measure({ phases, seed: readSeed(values.seed), ...size }))
})

function hasChain(phase: number): boolean {
  return !getPhase(phase).answersFirst
}

function readSeed(text: string | undefined): number {
  if (text === undefined) return randomInt(1_000_000)
  const seed = Number(text)
  if (/^\d{1,15}$/.test(text)) return seed
  throw new Fault(`the seed is a whole number, not "${text}". Usage: ${usage}`)
}

async function measure({ phases, seed, ...size }: Plan) {
  const names = [...new Set(phases.flatMap((phase) => getPhase(phase).servers))]
  await using servers = await startServers(names, { report })
  stay(`\n${await describeMachine(servers.postgresUrl)}, load average ${load()}.\n`)
  await measureLatencies(phases, servers, size)
  await measureAvailabilities(phases, servers, { seed, ...size })
}

async function measureLatencies(phases: number[], servers: Servers, { warmUps, checkouts }: Size) {
  const latencies: Latency[] = []
  for (const phase of phases) {
    const began = performance.now()
    report(`latency of phase ${phase}: ${checkouts} checkouts`)
    latencies.push(await measureLatency(phase, servers, { warmUps, checkouts }))
    report(`latency of phase ${phase}: measured after ${since(began)}`)
  }
  stay(`
## Latency is the sum

One customer after another checks out: ${checkouts}, after ${warmUps} to warm up. Each call waits for the one before it; gRPC is listed
before HTTP. Load average: ${load()}.

${latencies.map(latencyTable).join('\n\n')}

${latencyOverview(latencies)}
`)
}

async function measureAvailabilities(
  phases: number[],
  servers: Servers,
  { seed, warmUps, rounds, customers }: Size & { seed: number },
) {
  // Drawn for those that any phase needs, so that a phase has the same rounds whichever others are measured.
  const parts = [...new Set(phaseNumbers().flatMap((phase) => getPhase(phase).checkoutNeeds))]
  const schedule = makeSchedule(parts, { seed, rounds, share: downShare })
  const measured: Availability[] = []
  for (const phase of phases) {
    const began = performance.now()
    const what = `availability of phase ${phase}`
    report(`${what}: ${rounds} rounds`)
    const onRound = (done: number) => {
      if (done % 10 === 0) report(`${what}: ${done} of ${rounds} rounds`)
    }
    const options = { schedule, warmUps, customers, onRound }
    measured.push(await measureAvailability(phase, servers, options))
    report(`${what}: measured after ${since(began)}`)
  }
  const lost = measured.reduce((all, one) => all + one.lost, 0)
  const ending = lost ? `${lost} orders are lost.` : 'Orders, stock, carts and money agree.'
  stay(`
## Availability is the product

In each of ${rounds} rounds each part hangs (SIGSTOP) with a probability of ${100 * downShare} %, while ${customers} customers check out;
whoever calls it gives up after ${patienceMs} ms. The same rounds for each phase: --seed ${seed}. Load average: ${load()}.

${availabilityTable(measured)}

Afterwards everything is resumed, who was answered 503 comes back, and all orders are settled. ${ending}
`)
  if (lost > 0) process.exitCode = 1
}
