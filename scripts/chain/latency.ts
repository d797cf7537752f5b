// What a checkout waits for: one customer after another checks out, and the processes are asked before and after how
// often they have called each other, and how long that took.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Customer } from '../faults/crowd.ts'
import { privateFolder } from '../infra/folders.ts'
import type { Servers } from '../infra/infra.ts'
import { getPhase } from '../phases.ts'
import type { Shop } from '../shop.ts'
import { until } from '../until.ts'
import { openShop } from './open-shop.ts'
import { between, readHistogram, readTimes, total, type Reading } from './spent.ts'

export type Latency = {
  phase: number
  takesOrders: string
  /** The process before it that customers reach, if there is one. */
  through: string | undefined
  /** What the process that takes orders called. */
  calls: Reading
  /** What those that it called did call in turn, by name of the process. */
  within: Record<string, Reading>
  /** How long the process that takes orders had each of them, altogether. */
  servedMs: number
  /** How long each customer waited. */
  tookMs: number[]
}
type Options = { checkouts: number; warmUps: number }

export async function measureLatency(
  phase: number,
  servers: Servers,
  { checkouts, warmUps }: Options,
): Promise<Latency> {
  const { takesOrders, publicPort, processes } = getPhase(phase)
  const door = processes.find(({ ports }) => publicPort in ports)!.name
  await using folder = await privateFolder('chain')
  const file = join(folder.path, 'requests')
  const preload = pathToFileURL(join(import.meta.dirname, 'time-requests.ts'))
  const timed = { NODE_OPTIONS: `--import=${preload.href}`, REQUEST_TIMES: file }
  const envOf = { [takesOrders]: timed }
  await using opened = await openShop(phase, servers, { size: warmUps + checkouts, envOf })
  const { shop, crowd } = opened

  async function checkOut(customer: Customer): Promise<number> {
    const startedAt = performance.now()
    const answer = await crowd.checkOut(customer)
    const tookMs = performance.now() - startedAt
    if (customer.order?.status === 'completed') return tookMs
    throw new Error(`a checkout was not completed: ${answer.status} ${customer.order?.status}`)
  }

  for (const customer of crowd.customers.slice(0, warmUps)) await checkOut(customer)
  const before = await readAll(shop, takesOrders, file, warmUps)
  const tookMs: number[] = []
  for (const customer of crowd.customers.slice(warmUps)) tookMs.push(await checkOut(customer))
  const after = await readAll(shop, takesOrders, file, warmUps + checkouts)

  const callsOf = (name: string) => between(before.calls[name]!, after.calls[name]!)
  const others = Object.keys(after.calls).filter((name) => name !== takesOrders)
  return {
    phase,
    takesOrders,
    through: door === takesOrders ? undefined : door,
    calls: callsOf(takesOrders),
    within: Object.fromEntries(others.map((name) => [name, callsOf(name)])),
    servedMs: after.servedMs - before.servedMs,
    tookMs,
  }
}

/** Once the process has counted so many checkouts, which it does when the customer has the answer. */
async function readAll(shop: Shop, takesOrders: string, file: string, checkouts: number) {
  const served = async () => {
    const text = await readMetrics(shop.opsAddresses[takesOrders]!)
    const labels = { method: 'POST', route: '/orders', status: '201' }
    return total(readHistogram(text, 'http_request_duration_seconds', [], labels).values())
  }
  const { ms: servedMs } = await until(
    'all checkouts are counted',
    served,
    ({ count }) => count === checkouts,
  )
  const calls: Record<string, Reading> = {}
  for (const [name, address] of Object.entries(shop.opsAddresses)) {
    calls[name] = readHistogram(await readMetrics(address), 'grpc_client_handled_seconds', [
      'method',
    ])
  }
  const requested = readTimes(readFileSync(file, 'utf8'))
  calls[takesOrders] = new Map([...calls[takesOrders]!, ...requested])
  return { servedMs, calls }
}

/** Empty for a process that counts nothing, as the card processor. */
async function readMetrics(opsAddress: string): Promise<string> {
  const answer = await fetch(`${opsAddress}/metrics`)
  const text = await answer.text()
  return answer.ok ? text : ''
}
