// A shop of a phase, and one of its processes after another away for a while, killed, while customers come. Afterwards it
// is there again, who was turned away comes back, and the shop must be whole.
import { setTimeout as sleep } from 'node:timers/promises'
import { openShop } from '../chain/open-shop.ts'
import { makeCaller } from '../caller.ts'
import { keepAsking } from '../faults/answers.ts'
import { audit } from '../faults/audit.ts'
import type { Customer } from '../faults/crowd.ts'
import type { Servers } from '../infra/infra.ts'
import { getPhase } from '../phases.ts'
import { type Visit, visit } from './visits.ts'

/** `finalAfterMs`: from when it was ready again until every order was final, also of those who came back then. */
export type Outage = { phase: number; down: string; visits: Visit[]; finalAfterMs: number }
type Size = { outageMs: number; everyMs: number }
type Options = Size & { report(line: string): void }

const env = { AUTH_LOGINS_PER_MINUTE: '100000' }
/** All that may have to be waited for. */
const patienceMs = 30_000
const isOver = ({ status }: { status: string }) => ['completed', 'failed'].includes(status)

export async function measureOutages(
  phase: number,
  servers: Servers,
  { outageMs, everyMs, report }: Options,
): Promise<Outage[]> {
  const names = getPhase(phase).processes.map(({ name }) => name)
  const visitors = Math.ceil(outageMs / everyMs) + 1
  const size = 1 + names.length * visitors
  await using opened = await openShop(phase, servers, { size, env })
  const { shop, crowd } = opened
  const [regular, ...buyers] = crowd.customers as [Customer, ...Customer[]]
  await crowd.untilAnswered(regular)
  await crowd.untilFinal(regular)
  await crowd.untilTold(regular, regular.order!)
  const admin = { email: 'admin@shop.example', password: 'admin-password-1' }
  const logIn = makeCaller(shop.address)<{ accessToken: string }>('POST', '/auth/login', {
    body: admin,
  })
  const { accessToken: adminToken } = await logIn

  const outages: Outage[] = []
  for (const down of names) {
    const waiting = buyers.splice(0, visitors)
    const came: Customer[] = []
    await shop.kill(down)
    const rounds = await keepAsking(everyMs, AbortSignal.timeout(outageMs), () => {
      const buyer = waiting.shift()!
      came.push(buyer)
      return visit({ address: shop.address, crowd, regular, adminToken }, buyer)
    })
    const ends = await Promise.all(came.map(isAtItsEnd))
    const visits = [...rounds.flat(), ...ends]
    await shop.start(down)
    const finalAfterMs = await settle(came)
    outages.push({ phase, down, visits, finalAfterMs })
    const granted = `${visits.filter(isGranted).length} of ${visits.length} wishes granted`
    report(`phase ${phase} without ${down}: ${granted}, all final ${finalAfterMs} ms later`)
    if (finalAfterMs > patienceMs) throw new Error(`that is more than ${patienceMs} ms`)
  }
  const absent = new Set(crowd.customers.filter(({ order }) => !order))
  crowd.customers.splice(
    0,
    Infinity,
    ...crowd.customers.filter((customer) => !absent.has(customer)),
  )
  await audit(crowd, shop)
  return outages

  /** Who was turned away comes back. Resolves when every order is final, with the milliseconds that it took. */
  async function settle(came: Customer[]): Promise<number> {
    const backAt = performance.now()
    for (const buyer of came) if (!buyer.order) await crowd.untilAnswered(buyer)
    for (const buyer of came) await crowd.untilFinal(buyer)
    return Math.round(performance.now() - backAt)
  }

  /** While it is still away. What was promised a moment ago has a moment. */
  async function isAtItsEnd({ token, order }: Customer): Promise<Visit> {
    const look = () =>
      makeCaller(shop.address)<{ status: string }>('GET', `/orders/${order!.id}`, { token })
    let isGranted = false
    if (order) {
      for (let tries = 0; !isGranted && tries < 5; tries++) {
        if (tries > 0) await sleep(200)
        isGranted = await look().then(isOver, () => false)
      }
    }
    return { wish: 'come to an end', isGranted }
  }
}

const isGranted = (one: Visit) => one.isGranted
